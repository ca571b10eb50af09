using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Cli.Options;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Where a command writes, by its words alone: enough to see that another one writes there too. Nothing is opened or asked.</summary>
sealed class WrittenPlaces
{
    // A list may name thousands of sources; what they become lies in the destination all the same.
    const int MostSources = 100;

    readonly string[] _roots;
    // The destinations, and what each source becomes in them when it is a directory.
    readonly HashSet<string> _places;
    // Those below which it writes, too.
    readonly string[] _trees;

    WrittenPlaces(IEnumerable<string> roots, IEnumerable<string> names, IEnumerable<string> trees)
    {
        _roots = [.. roots];
        _places = [.. _roots, .. names];
        _trees = [.. trees.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>True for a command that removes what lies there.</summary>
    public bool Removes { get; private init; }

    /// <summary>Of a command and where it is started; null for one that writes to no destination.</summary>
    /// <param name="command">Its words, behind the settings of its environment.</param>
    /// <param name="workingDirectory">What relative paths are relative to.</param>
    public static WrittenPlaces? From(IReadOnlyList<string> command, string workingDirectory)
    {
        string[] words = [.. command.SkipWhile(JournalFlags.IsSetting)];
        ParseResult parsed = SluiceCommand.Create(words).Parse(words, SluiceCommand.Parsing);
        if (parsed.CommandResult.Command is not Verb { Arguments: [{ } argument, ..] } verb)
            return null;
        string[] operands = [.. (parsed.GetResult(argument)?.Tokens ?? []).Select(static token => token.Value)];
        string store = StoreOf(command, parsed);
        bool isExact = IsGiven(parsed, "--exact");
        bool isTree = ((string[])["--recursive", "--files-from", "--files-from0", "--from-inventory"]).Any(option => IsGiven(parsed, option));
        string? At(string text) => Place(text, isExact, store, workingDirectory);
        return verb switch
        {
            CopyVerb when operands is [.. var sources, { } last] && At(last) is { } root => Copied(root, last, sources, isTree, isExact),
            SyncVerb or MirrorVerb when operands is [.., { } last] && At(last) is { } root => new WrittenPlaces([root], [], [root]),
            PipeVerb when operands is [.., { } last] && At(last) is { } root => new WrittenPlaces([root], [], []),
            ProcessVerb when Value(parsed, "--to") is { } template && At(Fixed(template)) is { } root => new WrittenPlaces([root], [], [root]),
            InventoryVerb when operands is [{ } source, ..] && Value(parsed, "--out") is { } place && At($"{place.TrimEnd('/')}/{BucketOf(source)}/{Value(parsed, "--id") ?? "sluice"}") is { } root => new WrittenPlaces([root], [], [root]),
            UndoVerb => Changed(operands, At, isTree, isExact),
            RmVerb when Changed(operands, At, isTree, isExact) is { } places => places.AsRemoved(),
            _ => null,
        };
    }

    /// <summary>True when this command writes to what the other one writes, into it, or around it; of one that removes, when that may take something of the other one's.</summary>
    public bool Meet(WrittenPlaces other) => other._places.Overlaps(_places)
        || _roots.Any(root => (Removes ? other._trees : other._roots).Any(theirs => IsBelow(root, theirs))) || _trees.Any(tree => other._places.Any(place => IsBelow(place, tree)));

    static bool IsBelow(string place, string tree) => place.Length > tree.Length && place[tree.Length] == '/' && place.StartsWith(tree, StringComparison.Ordinal);

    WrittenPlaces AsRemoved() => new(_roots, [], _trees) { Removes = true };

    // A directory lies in the destination under its own name; of a prefix, a wildcard and what ends in a slash, the content does.
    static WrittenPlaces Copied(string root, string destination, string[] sources, bool isTree, bool isExact)
    {
        bool isKey = !destination.EndsWith('/') && LocationParser.TryParse(destination, out Location to, out _) && to.InStore is { Key.IsEmpty: false };
        bool IsContent(string source) => isKey || source.EndsWith('/') || WildcardOf(source, isExact) >= 0 || isTree && source.Contains("://", StringComparison.Ordinal) || NameOf(source) is "" or "." or "..";
        sources = [.. sources.Take(MostSources)];
        return new WrittenPlaces([root], sources.Select(NameOf).Where(static name => name.Length > 0).Select(name => $"{root}/{name}"), sources.Select(source => IsContent(source) ? root : $"{root}/{NameOf(source)}"));
    }

    // What is changed or removed where it lies; of a wildcard, the directory that all it matches is in.
    static WrittenPlaces? Changed(string[] targets, Func<string, string?> at, bool isTree, bool isExact)
    {
        List<string> roots = [], trees = [];
        foreach (string target in targets.Take(MostSources))
        {
            int wildcard = WildcardOf(target, isExact);
            if (at(wildcard >= 0 ? target[..(target.LastIndexOf('/', wildcard) + 1)] : target) is not { } place)
                continue;
            roots.Add(place);
            if (isTree || wildcard >= 0 || target.EndsWith('/'))
                trees.Add(place);
        }
        return roots.Count == 0 ? null : new WrittenPlaces(roots, [], trees);
    }

    // The question mark before the id of a version is none.
    static int WildcardOf(string text, bool isExact) => isExact || LocationParser.TryParse(text, out Location location, out _) && location.InStore is { VersionId: not null } ? -1 : Glob.FirstWildcard(text);

    // Of a template, what stands before its first placeholder, as a directory.
    static string Fixed(string template) => template.IndexOf('{', StringComparison.Ordinal) is >= 0 and int brace
        ? template[..(template.LastIndexOf('/', brace) + 1)] is { Length: > 0 } directory ? directory : "."
        : template;

    static string? BucketOf(string text) => LocationParser.TryParse(text, out Location location, out _) ? location.InStore?.Bucket : null;

    // A profile that a location names stands for itself, whatever flags and environment say.
    static string? Place(string text, bool isExact, string store, string workingDirectory)
    {
        if (!LocationParser.TryParse(text, isExact, out Location location, out _) || location.IsStream)
            return null;
        if (location.FilePath is { } path)
            return workingDirectory.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, workingDirectory)) : Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : null;
        return location.InStore is { } at ? $"{at.Profile ?? store} {at.Bucket}/{at.Key}".TrimEnd('/') : location.ToString()!.TrimEnd('/');
    }

    static string NameOf(string source)
    {
        string trimmed = source.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    // What tells stores apart where no location names a profile: the address, where one is given, else the profile of the run.
    static string StoreOf(IReadOnlyList<string> command, ParseResult parsed)
    {
        string? Setting(string name) => command.TakeWhile(JournalFlags.IsSetting).FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
        return (Value(parsed, "--endpoint-url") ?? Setting("AWS_ENDPOINT_URL_S3") ?? Setting("AWS_ENDPOINT_URL") ?? Value(parsed, "--profile") ?? Setting("AWS_PROFILE") ?? "").TrimEnd('/');
    }

    static bool IsGiven(ParseResult parsed, string option) => ResultOf(parsed, option) is { Implicit: false };

    static string? Value(ParseResult parsed, string option) => ResultOf(parsed, option)?.Tokens is [.., var last] ? last.Value : null;

    static OptionResult? ResultOf(ParseResult parsed, string name) => parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == name) is { } option ? parsed.GetResult(option) : null;
}
