using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Options;

/// <summary>Which items take part.</summary>
/// <param name="clock">What ages count back from; null for this machine's.</param>
sealed class FilterFlags(TimeProvider? clock = null)
{
    readonly Option<string[]> _include = Flags.Values("--include", "GLOB", "Take names that match. Repeatable; the last rule that matches decides.");
    readonly Option<string[]> _exclude = Flags.Values("--exclude", "GLOB", "Leave out names that match. The order of rules counts.");
    readonly Option<string[]> _filterFrom = Flags.Values("--filter-from", "FILE", "Rules in rclone's syntax (+ glob, - glob, !); the first that matches in FILE decides for it.");
    readonly Option<string> _minSize = Flags.Value("--min-size", "SIZE", "Only items of this size or larger, such as 1MiB.");
    readonly Option<string> _maxSize = Flags.Value("--max-size", "SIZE", "Only items of this size or smaller.");
    readonly Option<string> _newerThan = Flags.Value("--newer-than", "WHEN", "Only items modified after: an age (24h, 7d, 2w) or a time (2026-11-22, 2026-11-22T10:30:00Z).");
    readonly Option<string> _olderThan = Flags.Value("--older-than", "WHEN", "Only items modified before.");

    FilterRules _rules = new();
    IReadOnlyList<string> _given = [];

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Filters", _include, _exclude, _filterFrom, _minSize, _maxSize, _newerThan, _olderThan);

    /// <summary>Reads the rules in the order typed, whichever of the options they came with, and the bounds.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="removes">Something may be removed, so that a rule which can protect nothing is a problem.</param>
    public ItemFilter Read(CommandLine line, bool removes = false)
    {
        FilterRules rules = _rules = new FilterRules();
        _given = [.. Group.Options.Where(line.Has).Select(static option => option.Name)];
        string? included = null;
        foreach ((Option option, string text, string? next) in line.InOrder(_exclude, _include, _filterFrom))
        {
            if (option != _filterFrom && Expanded(option, text, next) is { } expanded)
                line.Problem(expanded);
            if (option == _filterFrom)
                AddFile(line, rules, text);
            else
                Add(line, rules, option, text);
            // In rclone and rsync the first one decides.
            if (option == _exclude && text is ("*" or "**") && included is { } lost)
                line.Warning($"--exclude '{text}' leaves out what --include {DisplayText.Of(lost)} before it takes: the last rule that matches decides. Give --exclude '{text}' first.");
            if (option == _include)
                included = text;
            if (removes && option == _exclude && Slip(text) is { } slip)
                line.Problem($"--exclude {DisplayText.Of(text)} would keep nothing: {slip}.");
        }
        long? min = line.Size(_minSize), max = line.Size(_maxSize);
        if (min > max)
            line.Problem("--min-size is larger than --max-size: nothing could take part.");
        DateTimeOffset? newer = Time(line, _newerThan), older = Time(line, _olderThan);
        if (newer >= older)
            line.Problem("--newer-than is not before --older-than: nothing could take part.");
        return ItemFilter.From(rules, min, max, newer, older);
    }

    /// <summary>The options that were given, as a sentence names them: <c>--min-size and --exclude</c>.</summary>
    public string Given => string.Join(" and ", _given);

    /// <summary>Tells, when a run has ended, of rules of the command line that no name matched: they were mistyped, or are of no use any more. Gives back the exit code.</summary>
    public int Tell(Session session, int exitCode)
    {
        if (exitCode is ExitCode.Done or ExitCode.Failures or ExitCode.Differences && session is { Host: null, OutputClosed: false, Settings.Quiet: false })
            foreach ((bool include, string glob) in _rules.Unmatched)
                session.Errors.Note($"{(include ? _include.Name : _exclude.Name)} {DisplayText.Of(glob)} matched no name{((Slip(glob) ?? Hint(glob)) is { } why ? $": {why}" : "")}.");
        return exitCode;
    }

    // What makes a rule match nothing, with what was probably meant; null when it may match.
    static string? Slip(string glob)
    {
        string name = glob.Replace('\\', '/').TrimEnd('/');
        while (name.StartsWith("./", StringComparison.Ordinal) || name.StartsWith('/'))
            name = name[(name[0] == '/' ? 1 : 2)..];
        if (name.Length == 0 || glob[^1] is '/' or '\\' && Glob.FirstWildcard(name) >= 0)
            return null;
        string shown = DisplayText.Of(name);
        return glob[^1] is '/' or '\\' ? $"rules match whole names, and below a directory those are '{shown}/**' (at any depth '**/{shown}/**')"
            : glob[0] == '/' || glob.StartsWith("./", StringComparison.Ordinal) ? $"names are relative to the source, such as '{shown}'"
            : null;
    }

    // What is often meant by a rule that could match and did not.
    static string? Hint(string glob) =>
        glob.Contains('\\', StringComparison.Ordinal) ? "names have slashes, not backslashes"
        : Glob.FirstWildcard(glob) < 0 && !glob.Contains('/', StringComparison.Ordinal) ? $"rules match whole names; below a directory of this name those are '{DisplayText.Of(glob)}/**'"
        : null;

    // A shell puts the names of files in place of a pattern without quotes: the first is the rule then, and all others are operands.
    static string? Expanded(Option option, string text, string? next) =>
        Path.GetExtension(text) is { Length: > 1 } extension && File.Exists(text) && next != text && Path.GetExtension(next) == extension && File.Exists(next)
            ? $"{option.Name} {DisplayText.Of(text)} {DisplayText.Of(next)}: the shell has put names of files in place of a pattern; in quotes it stays one: {option.Name} '*{DisplayText.Of(extension)}'." : null;

    void Add(CommandLine line, FilterRules rules, Option option, string glob)
    {
        try
        {
            rules.Add(option == _include, glob);
        }
        catch (Exception malformed) when (malformed is ArgumentException or NotSupportedException)
        {
            line.Problem($"{option.Name} {DisplayText.Of(glob)}: a set such as [a-z] is malformed.");
        }
    }

    void AddFile(CommandLine line, FilterRules rules, string path)
    {
        try
        {
            // Unbuffered and not by its length: it may be a pipe.
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            foreach (string problem in rules.AddFile(file, path))
                line.Problem(problem);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            string why = failure is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "the file cannot be read";
            line.Problem($"{_filterFrom.Name} {DisplayText.Of(path)}: {why}.");
        }
    }

    DateTimeOffset? Time(CommandLine line, Option<string> option)
    {
        if (line.Text(option) is not { } text)
            return null;
        if (TimeArgument.TryParse(text, clock ?? TimeProvider.System, out DateTimeOffset moment, out string problem))
            return moment;
        line.Problem($"{option.Name} {DisplayText.Of(text)}: {problem}");
        return null;
    }
}
