using System.CommandLine;
using System.CommandLine.Invocation;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.Sftp;
using Sluice.Trees;
using Sluice.Trees.Names;
using CommandLine = Sluice.Cli.Options.CommandLine;

namespace Sluice.Cli.Jobs;

/// <summary>The command of a job: what works on one machine works as a job, with the same meaning of every flag, or is refused by name.</summary>
static class JobCommandLine
{
    static readonly string[] Known = ["cp", "rm", "verify", "process", "tag", "meta", "restore", "inventory"];

    // Each worker has its own, said to it.
    static readonly HashSet<string> OfWorkers = new(StringComparer.Ordinal)
    {
        "--json", "--quiet", "--verbose", "--no-progress", "--debug", "--log-file", "--metrics-address", "--max-retries", "--connect-timeout", "--read-timeout", "--progress", "--progress-interval", "--utc", "--color", "--concurrency", "--memory", "--bandwidth", "--requests-per-second",
        "--endpoint-url", "--region", "--profile", "--no-sign-request", "--addressing-style", "--payload-signing", "--ca-bundle", "--no-verify-ssl", "--request-payer",
    };

    // What one run does as a whole.
    static readonly Dictionary<string, string> OfWhole = new(StringComparer.Ordinal)
    {
        ["--report"] = "'sluice job report' has the rows of the whole job",
        ["--overwrite-report"] = "'sluice job report' has the rows of the whole job",
        ["--dry-run"] = "'sluice job create' runs nothing yet",
        ["--results"] = "'sluice job report' has the rows of the whole job",
        ["--reduce"] = "a job has an output for each object",
        ["--keep-order"] = "chunks end in no order",
        ["--wait"] = "a worker would wait for hours; run the job again, or 'sluice restore --wait' when it is over",
        ["--version-id"] = "it is of one object",
        ["--halt"] = "chunks know nothing of each other",
    };

    /// <summary>The words of a job's command with what is set for its options where it is created, so that all its workers do the same. What is each worker's own is left to it.</summary>
    /// <param name="words">The command, word by word.</param>
    /// <param name="defaults">What holds for options that were not typed; null for nothing.</param>
    /// <param name="warn">Told of what is set and cannot be in a job.</param>
    public static IReadOnlyList<string> With(IReadOnlyList<string> words, OptionDefaults? defaults, Action<string> warn)
    {
        if (defaults is null || words is not [{ } first, ..] || !Known.Contains(first))
            return words;
        CommandLine line = new(SluiceCommand.Create([.. words]).Parse([.. words], SluiceCommand.Parsing)) { Defaults = defaults.Without(OfWorkers) };
        List<string> set = [];
        foreach ((string name, string? value) in line.Set())
            // Of a rehearsal nobody wants the deed: that is refused.
            if (name != "--dry-run" && OfWhole.TryGetValue(name, out string? why))
                warn($"{name} is set elsewhere and left out of the job: {why}.");
            else
                set.Add(value is null ? name : $"{name}={value}");
        return [.. words.Take(line.CommandWords), .. set, .. words.Skip(line.CommandWords)];
    }

    /// <summary>The source of a job's command, and where it writes to; null, and everything that is wrong, when it can be none.</summary>
    /// <param name="words">The command, word by word.</param>
    /// <param name="destination">Where it writes to; null for nowhere.</param>
    /// <param name="problems">What is wrong with it.</param>
    /// <param name="names">Told of a list of names to act on, which is looked for; null where its items are in chunks already.</param>
    public static Location? SourceOf(IReadOnlyList<string> words, out Location? destination, out IReadOnlyList<string> problems, Action<NameList>? names = null)
    {
        List<Location> sources = [];
        Location? written = null;
        BoundCommand? bound = Bind(words, source =>
        {
            sources.Add(source);
            return source;
        }, out problems, to => written = to, names);
        destination = written;
        if (bound is null)
            return null;
        if (sources.Append(written).FirstOrDefault(static place => place is SftpLocation) is { } host)
            problems = [$"{host} is on a host, and a job reads and writes buckets and directories that all workers see: copy between it and a bucket with 'sluice cp' or 'sluice sync'."];
        else if (written?.FilePath is { } path && !Path.IsPathFullyQualified(path))
            problems = [$"{DisplayText.Of(path)} is below the directory of whoever runs a worker: give the whole path, {DisplayText.Of(Path.GetFullPath(path))}."];
        else if (sources is [{ InStore: not null } one])
            return one;
        else
            problems = [sources.Count > 1 ? "A job has one source; make one job of each." : "A job reads a prefix of a bucket, which all workers see."];
        return null;
    }

    /// <summary>Reads the command; null, and everything that is wrong, when it can be none of a job.</summary>
    /// <param name="words">The command, word by word.</param>
    /// <param name="source">Takes the place of its source.</param>
    /// <param name="problems">What is wrong with it.</param>
    /// <param name="destination">Told of where it writes to; null for nobody.</param>
    /// <param name="names">Told of a list of names to act on; null for nobody.</param>
    public static BoundCommand? Bind(IReadOnlyList<string> words, Func<Location, Location> source, out IReadOnlyList<string> problems, Action<Location>? destination = null, Action<NameList>? names = null)
    {
        string first = words.Count == 0 ? "" : words[0];
        if (!Known.Contains(first))
        {
            problems = [first == "sluice" ? "Leave out 'sluice' behind --."
                : first == "mv" ? "mv cannot be a job: what a worker that died has moved would count as missing for the next one. Copy as a job; remove when all is done." : $"{(first.Length == 0 ? "Nothing" : DisplayText.Of(first))} behind -- is no command that can be a job; those are {string.Join(", ", Known)}."];
            return null;
        }
        ParseResult parsed = SluiceCommand.Create([first]).Parse([.. words], SluiceCommand.Parsing);
        if (parsed.CommandResult.Command is not Verb verb || verb is TagVerb or MetaVerb or TagGetVerb or MetaGetVerb or InventoryDiffVerb || parsed.Action is not null and not ParseErrorAction)
        {
            problems = [first is "tag" or "meta" ? $"A job of {first} changes something: tag set, tag add, tag rm or meta set." : "Only a command can stand behind --."];
            return null;
        }
        CommandLine line = new(parsed, words) { Source = source, Destination = destination, Names = names };
        foreach (Option option in verb.Options)
            if (line.Has(option) && OfWorkers.Contains(option.Name))
                line.Problem($"{option.Name} is each worker's own: give it to 'sluice work' or 'sluice job run'.");
            else if (line.Has(option) && OfWhole.TryGetValue(option.Name, out string? why))
                line.Problem($"{option.Name} cannot be in a job: {why}.");
        if (first == "process" && !verb.Options.Any(option => option.Name == "--to" && line.Has(option)))
            line.Problem("A job's outputs need a place: process with --to.");
        BoundCommand command = verb.Bind(line);
        problems = line.Problems;
        return problems.Count == 0 ? command : null;
    }

    /// <summary>The program that the command of a job runs; null for none.</summary>
    public static string? ProgramOf(IReadOnlyList<string> words) => words is ["process", ..] && words.SkipWhile(static word => word != "--").Skip(1).FirstOrDefault() is { } program ? program : null;
}
