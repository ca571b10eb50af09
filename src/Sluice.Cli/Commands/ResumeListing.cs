using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer.Journal;

namespace Sluice.Cli.Commands;

/// <summary>Shows unfinished runs.</summary>
sealed class ResumeListing(Session session)
{
    /// <summary>Shows them, and says so when there are none.</summary>
    public int Print(IReadOnlyList<FoundJournal> journals)
    {
        foreach (FoundJournal journal in journals)
        {
            if (session.Settings.Json)
                session.Output.WriteLine(JsonLines.Line(Record(journal), JsonLines.Readable.RunRecord));
            else
                Print(journal);
        }
        if (journals.Count == 0 && !session.Settings.Json && !session.Settings.Quiet)
            session.Errors.Note("Nothing is unfinished.");
        return ExitCode.Done;
    }

    void Print(FoundJournal journal)
    {
        if (journal.Problem is { } problem)
        {
            session.Output.WriteLine($"{journal.Id}  {problem}");
            return;
        }
        string age = journal.IsRunning ? $"running (process {journal.ProcessId})" : Age.Format(session.Clock.GetUtcNow() - journal.LatestBegun) + " ago";
        session.Output.WriteLine($"{journal.Id}  {age}  {Numbers.Count(journal.Done)} done, {ByteSize.Format(journal.DoneBytes)}; {Numbers.Count(journal.Unfinished.Count)} under way");
        session.Output.WriteLine($"    {new RecordedCommand(journal)}");
        if (journal.WorkingDirectory.Length > 0)
            session.Output.WriteLine($"    {session.OutputPaint.Dim("in " + DisplayText.Of(journal.WorkingDirectory))}");
        foreach (UnfinishedTransfer item in journal.Unfinished)
        {
            string much = item.CanResume ? $"{ByteSize.Format(item.ArrivedBytes)} of {ByteSize.Format(item.Size)}" : "a stream, cannot be gone on with";
            session.Output.WriteLine($"    {item.To}  {session.OutputPaint.Dim(much)}");
        }
    }

    static RunRecord Record(FoundJournal journal)
    {
        if (journal.Problem is not null)
            return new RunRecord(journal.Id, null, null, null, null, null, null, null, null, null, journal.Problem);
        return new RunRecord(journal.Id, [.. journal.Command], journal.WorkingDirectory, journal.FirstBegun, journal.LatestBegun, journal.IsRunning,
            journal.IsRunning ? journal.ProcessId : null, journal.Done, journal.DoneBytes,
            [.. journal.Unfinished.Select(static item => new UnfinishedRecord(item.To.ToString()!, item.Size, item.ArrivedBytes, item.UploadId, item.CanResume))], null);
    }
}
