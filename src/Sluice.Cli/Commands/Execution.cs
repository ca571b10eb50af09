using Sluice.Cli.Options;
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
#pragma warning disable CA1031 // Whatever it is, it is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Tell(e, session.Errors);
        }
    }

    /// <summary>Turns what was thrown where a command was read or run into words and an exit code.</summary>
    public static int Tell(Exception thrown, ErrorPrinter errors)
    {
        switch (thrown)
        {
            case FailureException e:
                errors.Print(e.Failure);
                return ErrorHints.CannotStart(e.Failure) ? ExitCode.CannotStart : ExitCode.Failures;
            case JournalException or SettingsException:
                errors.PrintSentence(thrown.Message);
                return ExitCode.CannotStart;
            // What .NET says of a relative path then: a file without a name.
            case FileNotFoundException { FileName: null } when WorkingDirectory.Current is null:
                errors.PrintSentence("The current directory is gone, and something that was named is relative to it. Change to a directory that is there, or give the whole path.");
                return ExitCode.CannotStart;
            case ArgumentException e:
                foreach (string problem in Problems(e))
                    errors.PrintSentence(problem);
                return ExitCode.Usage;
            case OutOfMemoryException:
                // Also what .NET says where no thread can be started (ulimit -u).
                errors.PrintSentence("There is not enough memory, or no further thread can be started.", "A smaller --memory or --concurrency needs less; 'ulimit -a' shows the limits of this shell.");
                return ExitCode.Failures;
            case IOException or UnauthorizedAccessException:
                errors.PrintSentence(DisplayText.Of(thrown.Message));
                return ExitCode.Failures;
            default:
                // A fault of this program must still end in words and in an exit code other than 0.
                errors.PrintSentence($"This is a bug in sluice: {thrown.GetType().Name}: {DisplayText.Of(thrown.Message)}", "Please report it with the lines below and the output of 'sluice version'.");
                errors.Note(thrown.StackTrace ?? "");
                return ExitCode.Failures;
        }
    }

    // A refused request lists its problems, one a line; the runtime adds the name of a parameter that no user knows.
    static IEnumerable<string> Problems(ArgumentException e) =>
        from problem in (e.ParamName is null ? e.Message : e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal)).Split('\n')
        where problem.Trim().Length > 0
        select DisplayText.Of(problem.Trim());
}
