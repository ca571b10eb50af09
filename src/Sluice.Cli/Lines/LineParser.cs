using System.CommandLine;
using System.CommandLine.Invocation;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using Sluice.Failures;
using CommandLine = Sluice.Cli.Options.CommandLine;

namespace Sluice.Cli.Lines;

/// <summary>Makes commands of lines. Keeps the verbs it has built; for one thread.</summary>
/// <param name="defaults">What holds for options that are not typed; those that all lines share are no line's. Null for nothing.</param>
sealed class LineParser(OptionDefaults? defaults)
{
    static readonly string[] Known = ["cp", "mv", "rm", "sync"];

    // What all lines share is said once, to the command that runs them.
    static readonly HashSet<string> OfAllLines = new(StringComparer.Ordinal)
    {
        "--json", "--quiet", "--verbose", "--no-progress", "--debug", "--log-file", "--metrics-address", "--max-retries", "--connect-timeout", "--read-timeout", "--progress", "--progress-interval", "--utc", "--color", "--concurrency", "--memory", "--bandwidth", "--requests-per-second", "--report", "--overwrite-report",
        "--endpoint-url", "--region", "--profile", "--no-sign-request", "--addressing-style", "--payload-signing", "--ca-bundle", "--no-verify-ssl", "--request-payer",
    };

    readonly OptionDefaults? _defaults = defaults?.Without(OfAllLines);
    readonly Dictionary<string, RootCommand> _roots = new(StringComparer.Ordinal);

    /// <summary>Reads a line; null, and everything that is wrong, when it is no command.</summary>
    public BoundCommand? Parse(SourceLine source, out IReadOnlyList<string> problems)
    {
        if (source.Problem is { } unreadable)
            return Refuse(unreadable + ".", out problems);
        if (!ShellWords.TrySplit(source.Text, out List<string> words, out string unsplit))
            return Refuse(unsplit + ".", out problems);
        if (words.Count == 0 || RootOf(words[0]) is not { } root)
        {
            string first = words.Count == 0 ? "" : words[0];
            return Refuse(first == "sluice" ? "leave out 'sluice': each line begins with a command."
                : $"{DisplayText.Of(first)} is no command of a list; those are {string.Join(", ", Known)}.", out problems);
        }
        ParseResult parsed = root.Parse(words, SluiceCommand.Parsing);
        if (parsed.CommandResult.Command is not Verb verb || parsed.Action is not null and not ParseErrorAction)
            return Refuse("only commands can stand here.", out problems);
        CommandLine line = new(parsed, words) { Defaults = _defaults };
        foreach (Option option in verb.Options)
            if (OfAllLines.Contains(option.Name) && line.Has(option))
                line.Problem($"{option.Name} is for all lines: give it to 'sluice run' itself.");
        if (words.Contains("-") || line.TextOf("--files-from") == "-" || line.TextOf("--files-from0") == "-")
            line.Problem("a line has no stdin and stdout of its own (-).");
        BoundCommand command = verb.Bind(line);
        problems = line is { Problems.Count: > 0, SetElsewhere: { } elsewhere } ? [.. line.Problems, elsewhere] : line.Problems;
        return problems.Count == 0 ? command : null;
    }

    RootCommand? RootOf(string verb)
    {
        if (_roots.TryGetValue(verb, out RootCommand? root) || !Known.Contains(verb))
            return root;
        return _roots[verb] = SluiceCommand.Create([verb]);
    }

    static BoundCommand? Refuse(string problem, out IReadOnlyList<string> problems)
    {
        problems = [problem];
        return null;
    }
}
