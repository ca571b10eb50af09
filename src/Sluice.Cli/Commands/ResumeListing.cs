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
        JournalState state = journal.State;
        string age = journal.IsRunning ? $"running (process {state.ProcessId})" : Age.Format(session.Clock.GetUtcNow() - state.Begun.Latest) + " ago";
        session.Output.WriteLine($"{journal.Id}  {age}  {Numbers.Count(state.Done)} done, {ByteSize.Format(state.DoneBytes)}; {Numbers.Count(state.Unfinished.Count)} under way");
        session.Output.WriteLine($"    {new RecordedCommand(journal)}");
        session.Output.WriteLine($"    {session.OutputPaint.Dim("in " + DisplayText.Of(state.WorkingDirectory))}");
        foreach (UnfinishedItem item in state.Unfinished.Values.OrderBy(static item => item.Id))
        {
            string much = item.CanResume ? $"{ByteSize.Format(item.PartBytes)} of {ByteSize.Format(item.Size)}" : "a stream, cannot be gone on with";
            session.Output.WriteLine($"    {item.To}  {session.OutputPaint.Dim(much)}");
        }
    }

    static RunRecord Record(FoundJournal journal)
    {
        JournalState state = journal.State;
        if (journal.Problem is not null)
            return new RunRecord(journal.Id, null, null, null, null, null, null, null, null, null, journal.Problem);
        return new RunRecord(journal.Id, [.. state.Command], state.WorkingDirectory, state.Begun.First, state.Begun.Latest, journal.IsRunning,
            journal.IsRunning ? state.ProcessId : null, state.Done, state.DoneBytes,
            [.. state.Unfinished.Values.OrderBy(static item => item.Id).Select(static item => new UnfinishedRecord(item.To.ToString()!, item.Size, item.PartBytes, item.UploadId, item.CanResume))], null);
    }
}
