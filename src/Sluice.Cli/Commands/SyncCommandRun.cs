using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.S3.Auth;
using Sluice.Sync;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Runs a sync with everything around it: progress, one line for each failure, the summary, the exit code.</summary>
sealed class SyncCommandRun(Session session, EngineOptions options, ClientDefaults connection)
{
    /// <summary>Syncs.</summary>
    public int Sync(SyncRequest request)
    {
        PreserveFlags.Warn(session, request.Preserve, request.Destination);
        OutcomePrinter outcomes = new(session, request.DryRun);
        return Run(outcomes, request.DryRun, (synchronizer, stop) => synchronizer.SyncAsync(request with { OnOutcome = outcomes.Print }, stop));
    }

    /// <summary>Carries out a plan.</summary>
    public int CarryOut(PlanRequest request)
    {
        OutcomePrinter outcomes = new(session, dryRun: false);
        return Run(outcomes, dryRun: false, (synchronizer, stop) => synchronizer.CarryOutAsync(request with { OnOutcome = outcomes.Print }, stop));
    }

    int Run(OutcomePrinter outcomes, bool dryRun, Func<Synchronizer, CancellationToken, Task<SyncReport>> start)
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        TransferEngine engine = new(options, clients);
        SyncReport report;
        try
        {
            Task<SyncReport> running = start(new Synchronizer(engine, StateDirectory.Root), session.Stop);
            using (ProgressView.For(session, () => engine.Progress))
                report = running.GetAwaiter().GetResult();
        }
        catch (SyncException exception)
        {
            session.Errors.PrintSentence(exception.Message);
            return ExitCode.CannotStart;
        }
        return Finish(report, outcomes, dryRun);
    }

    int Finish(SyncReport report, OutcomePrinter outcomes, bool dryRun)
    {
        int exitCode = ExitCodeOf(report.Transfer, outcomes);
        if (report.RemovalProblem is { } problem && !session.OutputClosed && !report.Transfer.Interrupted)
        {
            session.Errors.PrintSentence(problem);
            exitCode = exitCode == ExitCode.Done ? ExitCode.Failures : exitCode;
        }
        if (session.OutputClosed)
            return exitCode;
        if (session.Settings.Json)
        {
            SummaryRecord record = Summary.Record("sync", report.Transfer, exitCode) with { Complete = report.Complete, Same = report.Same, Copied = report.Copied, Removed = report.Removed };
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.SummaryRecord));
        }
        session.Output.Flush();
        if (!session.Settings.Quiet)
        {
            foreach (string line in Summary.Lines(report, dryRun, session.ErrorPaint))
                session.Errors.Note(line);
        }
        return exitCode;
    }

    int ExitCodeOf(TransferReport report, OutcomePrinter outcomes)
    {
        if (session.OutputClosed)
            return ExitCode.Done;
        if (report.Interrupted)
            return ExitCode.Interrupted;
        if (report.Complete)
            return ExitCode.Done;
        if (report.ListingError is { } error)
            outcomes.PrintEnd(error);
        bool nothingWorked = report.Outcomes.Done + report.Outcomes.Skipped == 0 && outcomes.OnlyStartFailures;
        return nothingWorked && (report.ListingError is null || Advice.CannotStart(report.ListingError)) ? ExitCode.CannotStart : ExitCode.Failures;
    }
}
