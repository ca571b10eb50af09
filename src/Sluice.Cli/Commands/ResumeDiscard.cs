using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Gives a run up: aborts its uploads, removes its files, then its journal.</summary>
sealed class ResumeDiscard(Session session, FoundJournal journal)
{
    /// <summary>Does it. Its exit code.</summary>
    public int Run()
    {
        try
        {
            switch (journal.Discard(() => new RecordedCommand(journal).Clients(session), sentence => session.Errors.PrintSentence(sentence), session.Stop))
            {
                case JournalDiscard.Running:
                    session.Errors.PrintSentence($"{journal.Id}: It is running (process {journal.ProcessId}); stop it first.");
                    return ExitCode.CannotStart;
                case JournalDiscard.Incomplete:
                    return session.Stop.IsCancellationRequested ? session.Stopped() : ExitCode.Failures;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            session.Errors.PrintSentence($"{journal.Id}: Its journal cannot be removed: {DisplayText.Of(exception.Message)}");
            return ExitCode.Failures;
        }
        if (!session.Settings.Quiet)
        {
            session.Errors.Note($"Gave up {journal.Id}.");
            if (journal.Problem is not null)
                session.Errors.Note("What it left could not be read: 'sluice cleanup s3://BUCKET' and 'sluice cleanup DIRECTORY' find it.");
        }
        return ExitCode.Done;
    }
}
