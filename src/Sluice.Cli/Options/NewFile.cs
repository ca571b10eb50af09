using Sluice.Failures;

namespace Sluice.Cli.Options;

/// <summary>A file that the user names to be written: refused before the run where it is there already.</summary>
static class NewFile
{
    /// <summary>Adds the problem of such a name, if it has one.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The name.</param>
    /// <param name="way">What the user can do when it is there already; null when it may be.</param>
    public static void Check(CommandLine line, string option, string path, string? way)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            line.Problem($"{option} needs the name of a file.");
        else if (!Path.IsPathFullyQualified(path) && WorkingDirectory.Current is null)
            line.Needs(path);
        else if (Directory.Exists(path))
            line.Problem($"{option} {DisplayText.Of(path)}: that is a directory.");
        else if (way is not null && File.Exists(path))
            line.Problem($"{option} {DisplayText.Of(path)}: the file is there already; {way}.");
        else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory && !Directory.Exists(directory))
            line.Problem($"{option} {DisplayText.Of(path)}: there is no such directory.");
    }
}
