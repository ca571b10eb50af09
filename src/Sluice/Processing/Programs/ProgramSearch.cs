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
        bool isPath = program.Contains('/', StringComparison.Ordinal);
        if ((isPath ? File.Exists(program) ? program : null : Find(program)) is { } path)
            return !IsExecutable(path) ? $"{shown} is not executable; chmod +x makes it so." : ScriptProblemOf(path) is { } problem ? $"{shown} {problem}" : null;
        if (isPath && Directory.Exists(program))
            return $"{shown} is a directory, not a program.";
        if (ShellWords.Contains(program) || program.AsSpan().ContainsAny(ShellCharacters))
            return $"{shown} is no program but a line for a shell; write: sh -c '{shown.Replace("'", @"'\''", StringComparison.Ordinal)}'.";
        return $"There is no program {shown}{(isPath ? "" : " in PATH")}.";
    }

    // execve(2), "Interpreter scripts": the kernel says of a missing interpreter that there is no such file, as it does of a missing program.
    static string? ScriptProblemOf(string path)
    {
        const int MostFirst = 256;
        byte[] first = new byte[MostFirst];
        int count;
        try
        {
            using FileStream file = File.OpenRead(path);
            count = file.ReadAtLeast(first, MostFirst, throwOnEndOfStream: false);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // What may be run need not be readable.
            return null;
        }
        ReadOnlySpan<byte> line = first.AsSpan(0, count);
        if (!line.StartsWith("#!"u8))
            return null;
        int end = line.IndexOf((byte)'\n');
        line = (end < 0 ? line : line[..end])[2..].TrimStart(" \t"u8);
        if (line.EndsWith("\r"u8))
            return "has the line ends of Windows: its first line asks for an interpreter whose name ends with a carriage return; sed -i 's/\\r$//' repairs it.";
        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        string interpreter = System.Text.Encoding.UTF8.GetString(blank < 0 ? line : line[..blank]);
        return interpreter.Length == 0 || File.Exists(interpreter) ? null : $"asks in its first line for {DisplayText.Of(interpreter)}, which is not there.";
    }

    static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/bin:/usr/bin").Split(':')
        .Select(directory => Path.Combine(directory.Length == 0 ? "." : directory, program)).FirstOrDefault(File.Exists);

    static bool IsExecutable(string path) => OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
