using System.CommandLine;
using System.CommandLine.Invocation;
using Sluice.Cli.Commands;
using Sluice.Cli.Exporters;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3.Wire;

namespace Sluice.Cli;

/// <summary>The command <c>sluice</c>: reads the command line, runs one verb, turns what happened into an exit code.</summary>
static class Program
{
    static int Main(string[] args)
    {
        StandardStreams.OccupyFree();
        // Needs no parser, no session and no signal handlers: half of its time went there.
        if (args is (["version"] or ["--version"]) && VersionVerb.TryPrint())
            return ExitCode.Done;
        StandardStreams.Begin();
        try
        {
            return Suggestions.TryAnswer(args, StandardStreams.Text) ? Conclude(ExitCode.Done, Terminal.Current()) : Interpret(args);
        }
#pragma warning disable CA1031 // What nobody foresaw while a command is read ends in words, as it does while it runs.
        catch (Exception unforeseen)
#pragma warning restore CA1031
        {
            return Execution.Tell(unforeseen, Complaints(Terminal.Current(), new OutputSettings(Json: args.Contains("--json"))));
        }
    }

    static int Interpret(string[] typed)
    {
        string[] args = KnownWords.Translate(SluiceCommand.InOrder(typed));
        RootCommand root = SluiceCommand.Create(args);
        ParseResult parsed = root.Parse(args, SluiceCommand.Parsing);
        Terminal terminal = Terminal.Current();
        // Help with a command that there is not is no help.
        if (args is [{ } first, ..] && !first.StartsWith('-') && !SluiceCommand.Names.Contains(first))
            return WithoutVerb(root, args, terminal, isJson: typed.Contains("--json"));
        if (parsed.CommandResult.Command == root && parsed.UnmatchedTokens is [{ } unknown, ..] && !unknown.StartsWith('-'))
            return WithoutVerb(root, parsed.UnmatchedTokens, terminal, isJson: typed.Contains("--json"));
        if (parsed.Action is not null and not ParseErrorAction)
            return Conclude(parsed.Invoke(), terminal);
        if (parsed.CommandResult.Command is not Verb verb)
            return WithoutVerb(root, parsed.UnmatchedTokens, terminal, isJson: typed.Contains("--json"));

        using RemoteHosts hosts = new();
        using Diagnostics diagnostics = new(TimeProvider.System);
        OptionDefaults? defaults = Defaults(verb, out IReadOnlyList<string> warnings, out string? broken);
        CommandLine line = new(parsed, args) { Diagnostics = diagnostics, Defaults = defaults };
        BoundCommand command = verb.Bind(line);
        if (line.Problems.Count > 0)
        {
            Complaints(terminal, command.Output).PrintUsage(verb.FullName, line.SetElsewhere is { } elsewhere ? [.. line.Problems, elsewhere] : line.Problems);
            return ExitCode.Usage;
        }
        // What is of no store begins without: there it is but a warning.
        if ((line.Obstacle ?? (verb is SettingsVerb || command.UsesStores || ConnectionOptions.AreOf(verb) ? broken : null)) is { } obstacle)
        {
            Complaints(terminal, command.Output).PrintSentence(obstacle);
            return ExitCode.CannotStart;
        }
        return Run(verb, command, terminal, hosts, line, [.. warnings, .. line.Warnings]);
    }

    static int Run(Verb verb, BoundCommand command, Terminal terminal, RemoteHosts hosts, CommandLine line, IReadOnlyList<string> warnings)
    {
        if (OpenFiles.Limit < OpenFiles.Least)
        {
            // Without JSON: its assembly could not be loaded any more.
            Complaints(terminal, command.Output with { Json = false }).PrintSentence($"This process may have {OpenFiles.Limit} files open; {OpenFiles.Least} are the least that it works with.", "'ulimit -n 1024' allows more, in this shell.");
            return ExitCode.CannotStart;
        }
        Session? session = null;
        using Interruption interruption = new(() =>
        {
            if (!command.IsView)
                session?.Errors.Note("Stopping. Once more to stop at once.");
        });
        using CancellationTokenRegistration given = interruption.Token.Register(hosts.Stop);
        using (session = new Session(command.Output, terminal, new StandardOutputStream(), StandardStreams.Error, TimeProvider.System, interruption.Token) { OnlyReads = command.OnlyReads })
        {
            line.Diagnostics.Begin(session.Errors, line);
            if (!command.Output.Quiet)
                foreach (string warning in warnings)
                    session.Errors.Warning(warning);
            session.LogPath = line.Diagnostics.LogPath;
            int exitCode = MeasuredExecution.Run(verb.FullName, command, session, line.Diagnostics);
            session.Output.Flush();
            if (exitCode == ExitCode.Interrupted && !command.IsView)
                session.Errors.Note(session.IsResumable
                    ? "Interrupted. The same command goes on where it was; 'sluice resume' lists unfinished runs, 'sluice cleanup' removes what they left."
                    : "Interrupted. Nothing half-written was left.");
            line.Diagnostics.End(exitCode);
            return StandardStreams.Conclude(exitCode, session.Output.Failure, session.Errors);
        }
    }

    static OptionDefaults? Defaults(Verb verb, out IReadOnlyList<string> warnings, out string? broken)
    {
        (warnings, broken) = ([], null);
        if (!File.Exists(SettingsFile.DefaultPath) && !OptionDefaults.IsAnySet(Environment.GetEnvironmentVariables()))
            return null;
        SettingsFile? file = null;
        List<string> found = [];
        try
        {
            file = SettingsFile.Read(SettingsFile.DefaultPath);
            found.AddRange(file.Warnings);
        }
        catch (SettingsException unusable)
        {
            broken = unusable.Message;
            found.Add($"{broken} Nothing of it is taken as an option.");
        }
        OptionDefaults defaults = new(Environment.GetEnvironmentVariable, file);
        found.AddRange(defaults.Problems(verb, Environment.GetEnvironmentVariables().Keys.OfType<string>(), static () => SluiceCommand.AllOptions()));
        warnings = found;
        return defaults;
    }

    static int WithoutVerb(RootCommand root, IReadOnlyList<string> words, Terminal terminal, bool isJson)
    {
        if (words is not [{ } word, ..])
        {
            HelpText.WriteOverview(root, StandardStreams.Text);
            return Conclude(ExitCode.Done, terminal);
        }
        string kind = word.StartsWith('-') ? "option" : "command";
        IEnumerable<string> known = kind == "option" ? ["--help", "--version"] : root.Subcommands.Select(static verb => verb.Name);
        Complaints(terminal, new OutputSettings(Json: isJson)).PrintUsage("", [$"There is no {kind} {DisplayText.Of(word)}.{(kind == "option" ? Spelling.DidYouMean(word, known) : ForeignVerbs.Meant(words, known))}"]);
        return ExitCode.Usage;
    }

    static int Conclude(int exitCode, Terminal terminal)
    {
        StandardStreams.Text.Flush();
        return StandardStreams.Conclude(exitCode, StandardStreams.Text.Failure, Complaints(terminal, new OutputSettings()));
    }

    static ErrorPrinter Complaints(Terminal terminal, OutputSettings settings) =>
        new(StandardStreams.Error, new Paint(terminal.ColorsError(settings.Color)), settings.Json ? new LineWriter(new StandardOutputStream(), flushEachLine: true) : null) { Width = terminal.ErrorWidth };
}
