using Sluice.Cli.Output;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Runs a command that was read, and turns whatever happens into words and an exit code.</summary>
static class Execution
{
    /// <summary>Runs it.</summary>
    public static int Run(BoundCommand command, Session session)
    {
        try
        {
            return command.Run(session);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            return session.Stopped();
        }
        catch (FailureException e)
        {
            return session.Fail(e.Failure);
        }
        catch (Exception e) when (e is JournalException or SettingsException)
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
        catch (OutOfMemoryException)
        {
            // Also what .NET says where no thread can be started (ulimit -u).
            session.Errors.PrintSentence("There is not enough memory, or no further thread can be started.", "A smaller --memory or --concurrency needs less; 'ulimit -a' shows the limits of this shell.");
            return ExitCode.Failures;
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

    // A refused request lists its problems, one a line; the runtime adds the name of a parameter that no user knows.
    static IEnumerable<string> Problems(ArgumentException e) =>
        from problem in (e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal)).Split('\n')
        where problem.Trim().Length > 0
        select DisplayText.Of(problem.Trim());
}
