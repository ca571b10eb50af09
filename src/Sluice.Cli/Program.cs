using System.CommandLine;
using System.CommandLine.Invocation;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;

namespace Sluice.Cli;

/// <summary>The command <c>sluice</c>: reads the command line, runs one verb, turns what happened into an exit code.</summary>
static class Program
{
    static int Main(string[] args)
    {
        // Needs no parser, no session and no signal handlers: half of its time went there.
        if (args is (["version"] or ["--version"]) && VersionVerb.TryPrint())
            return ExitCode.Done;
        return Interpret(args);
    }

    static int Interpret(string[] args)
    {
        RootCommand root = SluiceCommand.Create(args);
        ParseResult parsed = root.Parse(args, SluiceCommand.Parsing);
        if (parsed.Action is not null and not ParseErrorAction)
            return parsed.Invoke();
        Terminal terminal = Terminal.Current();
        if (parsed.CommandResult.Command is not Verb verb)
            return WithoutVerb(root, parsed, terminal);

        CommandLine line = new(parsed);
        BoundCommand command = verb.Bind(line);
        if (line.Problems.Count > 0)
        {
            Complaints(terminal, command.Output).PrintUsage(verb.FullName, line.Problems);
            return ExitCode.Usage;
        }
        return Run(command, terminal);
    }

    static int Run(BoundCommand command, Terminal terminal)
    {
        Session? session = null;
        using Interruption interruption = new(() => session?.Errors.Note("Stopping. Once more to stop at once."));
        using (session = new Session(command.Output, terminal, new StandardOutputStream(), Console.Error, TimeProvider.System, interruption.Token))
        {
            int exitCode = Execution.Run(new BoundCommand(command.Output, running =>
            {
                int ended = command.Run(running);
                running.Output.Flush();
                return ended;
            }), session);
            if (exitCode == ExitCode.Interrupted)
                session.Errors.Note(session.IsResumable
                    ? "Interrupted. The same command goes on where it was; 'sluice resume' lists unfinished runs, 'sluice cleanup' removes what they left."
                    : "Interrupted. Nothing half-written was left.");
            return exitCode;
        }
    }

    static int WithoutVerb(RootCommand root, ParseResult parsed, Terminal terminal)
    {
        if (parsed.UnmatchedTokens is not [{ } word, ..])
        {
            HelpText.WriteOverview(root, Console.Out);
            return ExitCode.Done;
        }
        string kind = word.StartsWith('-') ? "option" : "command";
        IEnumerable<string> known = kind == "option" ? ["--help", "--version"] : root.Subcommands.Select(static verb => verb.Name);
        Complaints(terminal, new OutputSettings()).PrintUsage("", [$"There is no {kind} {DisplayText.Of(word)}.{Spelling.DidYouMean(word, known)}"]);
        return ExitCode.Usage;
    }

    static ErrorPrinter Complaints(Terminal terminal, OutputSettings settings) =>
        new(Console.Error, new Paint(terminal.ColorsError(settings.Color)), json: null);
}
