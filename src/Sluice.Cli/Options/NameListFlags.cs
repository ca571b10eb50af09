using System.CommandLine;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees.Names;

namespace Sluice.Cli.Options;

/// <summary>A list of names to act on, instead of a listing.</summary>
/// <param name="root">What they are relative to.</param>
sealed class NameListFlags(string root = "the source")
{
    readonly Option<string> _filesFrom = Flags.Value("--files-from", "FILE", $"Only the names in FILE (- for stdin), one a line, relative to {root}. Nothing is listed.");
    readonly Option<string> _filesFrom0 = Flags.Value("--files-from0", "FILE", "The same, each name ended by a NUL, the last too, as find -print0 writes them.");

    /// <summary>The options, for the group that says what is acted on.</summary>
    public IReadOnlyList<Option> Options => [_filesFrom, _filesFrom0];

    /// <summary>True when names come from a list, whoever reads it.</summary>
    public bool IsGiven(CommandLine line) => line.Has(_filesFrom) || line.Has(_filesFrom0);

    /// <summary>Reads them; null when names are to be listed, and when somebody else reads the list: whoever creates a job.</summary>
    public NameList? Read(CommandLine line)
    {
        line.Exclude(_filesFrom, _filesFrom0, "--files-from and --files-from0 exclude each other.");
        string? lines = line.Text(_filesFrom), nuls = line.Text(_filesFrom0);
        if ((lines ?? nuls) is not { } path)
            return null;
        // Workers of a job have its chunks; whoever creates it reads the list, once.
        if (line is { Source: not null, Names: null })
            return null;
        Option option = lines is null ? _filesFrom0 : _filesFrom;
        if (Directory.Exists(path))
            line.Problem($"{option.Name} {DisplayText.Of(path)}: that is a directory.");
        else if (path != "-" && !File.Exists(path))
            line.Problem($"{option.Name} {DisplayText.Of(path)}: there is no such file.");
        NameList names = new(path, NulSeparated: lines is null);
        if (line.Names is not { } told)
            return names;
        told(names);
        return null;
    }
}
