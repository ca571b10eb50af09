using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary>Runs a sync with everything around it: progress, one line for each failure, the summary, the exit code.</summary>
sealed class SyncCommand(Session session, TransferOptions options, ClientDefaults connection, ReportSettings? report = null, string? stateDirectory = null)
{
    /// <summary>One of many: it tells in a line what it did, and says nothing when that was nothing.</summary>
    public bool IsRound { get; init; }

    /// <summary>Syncs.</summary>
    public int Sync(SyncRequest request)
    {
        PreserveFlags.Warn(session, request.Preserve, request.Destination);
        OutcomePrinter outcomes = new(session, request.DryRun);
        return Run(outcomes, request.DryRun, request.Destination, (synchronizer, onOutcome, stop) => synchronizer.SyncAsync(request with { OnOutcome = onOutcome, OnNote = Warn, Journal = JournalFlags.Told(request.Journal, session) }, stop));
    }

    /// <summary>Carries out a plan.</summary>
    public int CarryOut(PlanRequest request)
    {
        OutcomePrinter outcomes = new(session, dryRun: false);
        return Run(outcomes, dryRun: false, request.Destination, (synchronizer, onOutcome, stop) => synchronizer.CarryOutAsync(request with { OnOutcome = onOutcome, OnNote = Warn, Journal = JournalFlags.Told(request.Journal, session) }, stop));
    }

    void Warn(string sentence)
    {
        if (!session.Settings.Quiet)
            session.Errors.Warning(sentence);
    }

    int Run(OutcomePrinter outcomes, bool dryRun, Location? destination, Func<Synchronizer, Action<ItemOutcome>, CancellationToken, Task<SyncReport>> start)
    {
        using ReportFile? file = report is null ? null : new ReportFile(report.Path, report.Overwrite, session.Clock);
        ReportFile? rows = file ?? session.Host?.Report;
        SyncReport result;
        try
        {
            result = new EngineCommand(session, options, connection) { ReportPath = report?.Path }.Execute((engine, stop) => start(new Synchronizer(engine, stateDirectory ?? StateDirectory.Root), outcome =>
            {
                rows?.Add(outcome);
                if (!IsRound || outcome.Kind != OutcomeKind.Skipped)
                    outcomes.Print(outcome);
            }, stop));
        }
        catch (SyncException exception)
        {
            session.Errors.PrintSentence(exception.Message);
            return ExitCode.CannotStart;
        }
        file?.Dispose();
        return Finish(result, outcomes, file, dryRun, destination);
    }

    int Finish(SyncReport result, OutcomePrinter outcomes, ReportFile? file, bool dryRun, Location? destination)
    {
        int exitCode = outcomes.ExitCodeOf(result.Transfer);
        session.IsResumable = result.Transfer.Resumable;
        if (result.RemovalProblem is { } problem && !result.Transfer.Interrupted)
        {
            session.Errors.PrintSentence(problem);
            exitCode = exitCode == ExitCode.Done ? ExitCode.Failures : exitCode;
        }
        exitCode = new RunEnd(session, result.Transfer, file, dryRun).Check(exitCode);
        // Lines of a list say nothing at their end: the list does.
        if (session.Host is not null || IsRound && exitCode == ExitCode.Done && result is { Copied: 0, Removed: 0 })
            return exitCode;
        if (session.Settings.Json)
        {
            SummaryRecord record = RunSummary.Record("sync", result.Transfer, exitCode) with { Complete = result.Complete, Same = result.Same, Copied = result.Copied, Removed = result.Removed, Left = result.Left, UnfinishedRuns = UnfinishedRuns.Of(session) };
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.SummaryRecord));
        }
        session.Output.Flush();
        if (IsRound && !session.Settings.Quiet)
            session.Errors.Note(RunSummary.Round(result, session.Clock.GetLocalNow(), session.ErrorPaint));
        else if (!session.Settings.Quiet)
        {
            string? one = session.Settings.Verbose || dryRun || result is not { Copied: 1, Removed: 0, Same: 0, Left: 0 } ? null : RunSummary.OneLine("Synced", result.Transfer, outcomes.Only, session.ErrorPaint);
            foreach (string line in one is not null ? [one] : RunSummary.Lines(result, dryRun, session.ErrorPaint))
                session.Errors.Note(line);
            if (result.CacheFilesDropped > 0)
                session.Errors.Note(VerifySummary.Dropped(result.CacheFilesDropped));
            if (result.Untold > 0)
                session.Errors.Note($"The listing told no size or no time of {Numbers.Count(result.Untold, "object")}: each was compared by its ETag or asked for, at one request more. The next sync will do the same.");
            if (UndoText.For(result.Transfer, destination is null ? [] : [destination], recursive: true) is { } undo)
                session.Errors.Note(undo);
            RunEnd.TellReport(session, file);
            RunEnd.TellResumable(session, result.Transfer);
        }
        return exitCode;
    }
}
