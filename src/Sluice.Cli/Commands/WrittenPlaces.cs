using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Where a command writes, by its words alone: enough to see that another one writes there too. Nothing is opened or asked.</summary>
sealed class WrittenPlaces
{
    // A list may name thousands of sources; what they become lies in the destination all the same.
    const int MostSources = 100;

    readonly string _root;
    // The destination, and what each source becomes in it when it is a directory.
    readonly HashSet<string> _places;

    WrittenPlaces(string root, IEnumerable<string> names)
    {
        _root = root;
        _places = [root, .. names.Where(static name => name.Length > 0).Select(name => $"{root}/{name}")];
    }

    /// <summary>Of a command and where it is started; null for one that writes to no destination.</summary>
    /// <param name="command">Its words, behind the settings of its environment.</param>
    /// <param name="workingDirectory">What relative paths are relative to.</param>
    public static WrittenPlaces? From(IReadOnlyList<string> command, string workingDirectory)
    {
        string[] words = [.. command.SkipWhile(JournalFlags.IsSetting)];
        ParseResult parsed = SluiceCommand.Create(words).Parse(words, SluiceCommand.Parsing);
        if (parsed.CommandResult.Command is not (CopyVerb or SyncVerb or MirrorVerb or PipeVerb) || parsed.GetResult("operands")?.Tokens is not [.., var last] tokens)
            return null;
        bool isExact = IsGiven(parsed, "--exact");
        if (Place(last.Value, isExact, StoreOf(command, parsed), workingDirectory) is not { } root)
            return null;
        return new WrittenPlaces(root, tokens.Take(tokens.Count - 1).Take(MostSources).Select(static source => NameOf(source.Value)));
    }

    /// <summary>True when this command writes to what the other one writes, or into it.</summary>
    public bool Meet(WrittenPlaces other) => other._places.Overlaps(_places) || _root.StartsWith(other._root + "/", StringComparison.Ordinal);

    static string? Place(string text, bool isExact, string store, string workingDirectory)
    {
        if (!LocationParser.TryParse(text, isExact, out Location location, out _) || location.IsStream)
            return null;
        if (location.FilePath is { } path)
            return workingDirectory.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, workingDirectory)) : Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : null;
        return location.InStore is { } at ? $"{(store.Length > 0 ? store : at.Profile)} {at.Bucket}/{at.Key}".TrimEnd('/') : location.ToString()!.TrimEnd('/');
    }

    static string NameOf(string source)
    {
        string trimmed = source.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    // What tells stores apart: the address, where one is given, else the profile of the environment.
    static string StoreOf(IReadOnlyList<string> command, ParseResult parsed)
    {
        string? Setting(string name) => command.TakeWhile(JournalFlags.IsSetting).FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
        return (Value(parsed, "--endpoint-url") ?? Setting("AWS_ENDPOINT_URL_S3") ?? Setting("AWS_ENDPOINT_URL") ?? Value(parsed, "--profile") ?? Setting("AWS_PROFILE") ?? "").TrimEnd('/');
    }

    static bool IsGiven(ParseResult parsed, string option) => parsed.GetResult(option) is System.CommandLine.Parsing.OptionResult { Implicit: false };

    static string? Value(ParseResult parsed, string option) => parsed.GetResult(option)?.Tokens is [.., var last] ? last.Value : null;
}
