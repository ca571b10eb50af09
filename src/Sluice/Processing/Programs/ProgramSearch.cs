using Sluice.Failures;

namespace Sluice.Processing.Programs;

/// <summary>Finds programs as a shell would, to say before the first object what is wrong.</summary>
internal static class ProgramSearch
{
    // POSIX, "Special Built-In Utilities", and what people take for programs besides.
    static readonly HashSet<string> ShellWords = ["cd", "export", "set", "source", ".", "eval", "exec", "alias", "if", "for", "while", "case", "ulimit", "umask", "read", "shift", "trap", "unset", "{", "("];

    static readonly System.Buffers.SearchValues<char> ShellCharacters = System.Buffers.SearchValues.Create(" \t|&;<>()$`\"'*?~#");

    /// <summary>Why this cannot be run; null when it can, or when its name has placeholders.</summary>
    public static string? ProblemOf(string program)
    {
        if (program.Contains('{', StringComparison.Ordinal) && ItemTemplate.Parse(program, out _) is { } template && template.Uses(ItemTemplate.Known))
            return null;
        string shown = DisplayText.Of(program);
        if (program.Contains('/', StringComparison.Ordinal) ? File.Exists(program) : Find(program) is not null)
            return IsExecutable(program.Contains('/', StringComparison.Ordinal) ? program : Find(program)!) ? null : $"{shown} is not executable; chmod +x makes it so.";
        if (Directory.Exists(program) && program.Contains('/', StringComparison.Ordinal))
            return $"{shown} is a directory, not a program.";
        if (ShellWords.Contains(program) || program.AsSpan().ContainsAny(ShellCharacters))
            return $"{shown} is no program but a line for a shell; write: sh -c '{shown.Replace("'", @"'\''", StringComparison.Ordinal)}'.";
        return $"There is no program {shown}{(program.Contains('/', StringComparison.Ordinal) ? "" : " in PATH")}.";
    }

    static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/bin:/usr/bin").Split(':')
        .Select(directory => Path.Combine(directory.Length == 0 ? "." : directory, program)).FirstOrDefault(File.Exists);

    static bool IsExecutable(string path) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
