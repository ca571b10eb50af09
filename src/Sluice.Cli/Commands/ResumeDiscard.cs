using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Gives a run up: aborts its uploads, removes its files, then its journal.</summary>
sealed class ResumeDiscard(Session session, FoundJournal journal)
{
    /// <summary>Does it. Its exit code.</summary>
    public int Run()
    {
        using JournalLock? taken = JournalLock.TryTake(journal.Path);
        if (taken is null)
        {
            session.Errors.PrintSentence($"{journal.Id}: It is running (process {journal.State.ProcessId}); stop it first.");
            return ExitCode.CannotStart;
        }
        if (journal.Problem is null && !Sweep())
            return session.Stop.IsCancellationRequested ? session.Stopped() : ExitCode.Failures;
        try
        {
            File.Delete(journal.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            session.Errors.PrintSentence($"{journal.Id}: Its journal cannot be removed: {DisplayText.Of(exception.Message)}");
            return ExitCode.Failures;
        }
        taken.Remove();
        if (!session.Settings.Quiet)
        {
            session.Errors.Note($"Gave up {journal.Id}.");
            if (journal.Problem is not null)
                session.Errors.Note("What it left could not be read: 'sluice cleanup s3://BUCKET' and 'sluice cleanup DIRECTORY' find it.");
        }
        return ExitCode.Done;
    }

    bool Sweep()
    {
        using S3ClientFactory clients = new RecordedCommand(journal).Clients(session);
        return new JournalSweep(clients, journal.State, journal.Path, sentence => session.Errors.PrintSentence(sentence), session.Stop).Run();
    }
}
