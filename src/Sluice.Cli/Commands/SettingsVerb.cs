using System.CommandLine;
using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Settings;
using Sluice.Failures;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice settings</c>: shows which options are set without being typed, and where.</summary>
sealed class SettingsVerb : Verb
{
    readonly OutputFlags _output = new();
    readonly Option<bool> _all = Flags.Switch("--all", "Also options that nothing sets, with their variables.", "-a");

    /// <summary>Declares the command.</summary>
    public SettingsVerb() : base("settings", "Show what sets options besides the command line.", "[options] [COMMAND]") =>
        Declare(new("What to show", _all), _output.ShowGroup);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Each option has a variable, SLUICE_PART_SIZE for --part-size, and a place in the settings file: part_size
        in its section [options], or in [options NAME] when SLUICE_SETTINGS is NAME. What is typed goes first, then
        the variable, then [options NAME], then [options]. A switch is set by 1 and unset by 0. The settings file is
        ~/.config/sluice/config, or sluice/config in XDG_CONFIG_HOME, or the one that SLUICE_CONFIG_FILE names.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice settings", "what is set, and where"),
        new("sluice settings cp --all", "all options of cp, with their variables"),
        new("sluice settings --all --json", "every option, for programs"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> words = line.Operands(Operands);
        Command command = SluiceCommand.Create([.. words]);
        foreach (string word in words)
            if (command.Subcommands.FirstOrDefault(below => below.Name == word) is { } below)
                command = below;
            else
                line.Problem($"There is no command {DisplayText.Of(string.Join(' ', words))}.{Spelling.DidYouMean(word, command.Subcommands.Select(static below => below.Name))}");
        bool all = line.Has(_all);
        return new BoundCommand(_output.Read(line), session =>
        {
            OptionDefaults defaults = line.Defaults ?? new OptionDefaults(Environment.GetEnvironmentVariable, SettingsFile.Read(SettingsFile.DefaultPath));
            Command[] scope = [.. words.Count == 0 ? SluiceCommand.Below(SluiceCommand.Create([])) : command.Subcommands.Prepend(command)];
            IEnumerable<Option> options = scope.SelectMany(static below => below.Options);
            int shown = 0;
            foreach (Option option in options.Where(static option => option is not (System.CommandLine.Help.HelpOption or VersionOption)).DistinctBy(static option => option.Name).OrderBy(static option => option.Name, StringComparer.Ordinal))
                shown += Show(session, option, defaults.Find(option), ProblemOf(option, scope, defaults), all);
            if (shown == 0 && !session.Settings.Json)
                session.Errors.Note($"Nothing is set, neither by variables nor in {DisplayText.Of(SettingsFile.DefaultPath)}. --all shows what can be.");
            return ExitCode.Done;
        })
        { OnlyReads = true };
    }

    // What its commands would say of the value, when all that have the option refuse it: of some it has another meaning.
    static string? ProblemOf(Option option, IEnumerable<Command> scope, OptionDefaults defaults)
    {
        if (defaults.Find(option) is null)
            return defaults.ProblemOf(option);
        string? first = null;
        foreach (Verb verb in scope.OfType<Verb>().Where(verb => verb.Options.Any(own => own.Name == option.Name)))
        {
            string[] words = verb.FullName.Split(' ');
            Options.CommandLine line = new(SluiceCommand.Create(words).Parse(words, SluiceCommand.Parsing)) { Defaults = defaults };
            verb.Bind(line);
            // Where it is of no use, nothing is said of it.
            if (!line.Has(verb.Options.First(own => own.Name == option.Name)))
                continue;
            if (line.Problems.FirstOrDefault(said => said.StartsWith(option.Name + ' ', StringComparison.Ordinal) || said.StartsWith(option.Name + ':', StringComparison.Ordinal)) is not { } problem)
                return null;
            first ??= problem;
        }
        return first;
    }

    static int Show(Session session, Option option, OptionDefault? found, string? problem, bool all)
    {
        if (problem is not null)
            session.Errors.Warning(found is null ? problem : $"{problem} It is set by {DisplayText.Of(found.Source)}.");
        if (found is null && !all)
            return 0;
        string? value = found is null ? null : option.Arity.MaximumNumberOfValues == 0 ? "1" : CommandText.WithoutSecret($"{option.Name}={found.Text}")[(option.Name.Length + 1)..], source = found?.Source;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new SettingRecord(option.Name, OptionDefaults.VariableOf(option), OptionDefaults.SettingOf(option), value, source, problem), JsonLines.Readable.SettingRecord));
        else
            session.Output.WriteLine($"{option.Name,-34}  {OptionDefaults.VariableOf(option),-42}  {(value is null ? session.OutputPaint.Dim("not set") : $"{DisplayText.Of(value)}  (by {DisplayText.Of(source!)})")}".TrimEnd());
        return 1;
    }
}
