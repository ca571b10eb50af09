using System.CommandLine;
using System.CommandLine.Invocation;
using Sluice.Cli.Commands;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli;

/// <summary>The command <c>sluice</c>: reads the command line, runs one verb, turns what happened into an exit code.</summary>
static class Program
{
    static int Main(string[] args)
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
            Complaints(terminal, command.Output).PrintUsage(verb.Name, line.Problems);
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
            try
            {
                int exitCode = command.Run(session);
                session.Output.Flush();
                if (exitCode == ExitCode.Interrupted)
                    session.Errors.Note(session.IsResumable
                        ? "Interrupted. The same command goes on where it was; 'sluice resume' lists unfinished runs, 'sluice cleanup' removes what they left."
                        : "Interrupted. Nothing half-written was left.");
                return exitCode;
            }
            catch (OutputClosedException)
            {
                return ExitCode.Done;
            }
            catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
            {
                return session.Stopped();
            }
            catch (S3Exception e)
            {
                return session.Fail(e.Error);
            }
            catch (JournalException e)
            {
                session.Errors.PrintSentence(e.Message);
                return ExitCode.CannotStart;
            }
            catch (ArgumentException e)
            {
                foreach (string problem in Problems(e))
                    session.Errors.PrintSentence(problem);
                return ExitCode.Usage;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                session.Errors.PrintSentence(DisplayText.Of(e.Message));
                return ExitCode.Failures;
            }
#pragma warning disable CA1031 // A fault of this program must still end in words and in an exit code other than 0.
            catch (Exception e)
#pragma warning restore CA1031
            {
                session.Errors.PrintSentence($"This is a bug in sluice: {e.GetType().Name}: {DisplayText.Of(e.Message)}", "Please report it with the lines below and the output of 'sluice version'.");
                session.Errors.Note(e.StackTrace ?? "");
                return ExitCode.Failures;
            }
        }
    }

    // A refused request lists its problems, one a line; the runtime adds the name of a parameter that no user knows.
    static IEnumerable<string> Problems(ArgumentException e) =>
        from problem in (e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal)).Split('\n')
        where problem.Trim().Length > 0
        select DisplayText.Of(problem.Trim());

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
