using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.S3.Auth;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Runs a copy or a removal with everything around it: progress, one line for each failure, the summary, the exit code.</summary>
sealed class TransferRun(Session session, EngineOptions options, ClientDefaults connection)
{
    /// <summary>Copies.</summary>
    public int Copy(CopyRequest request) => Run("cp", "Copied", request.DryRun, (engine, print, stop) =>
        engine.CopyAsync(request with { OnOutcome = print }, stop));

    /// <summary>Removes.</summary>
    public int Remove(RemoveRequest request) => Run("rm", "Removed", request.DryRun, (engine, print, stop) =>
        engine.RemoveAsync(request with { OnOutcome = print }, stop));

    int Run(string operation, string done, bool dryRun, Func<TransferEngine, Action<ItemOutcome>, CancellationToken, Task<TransferReport>> start)
    {
        using S3ClientFactory clients = new(connection);
        TransferEngine engine = new(options, clients);
        OutcomePrinter outcomes = new(session, dryRun);
        TransferReport report;
        Task<TransferReport> running = start(engine, outcomes.Print, session.Stop);
        using (ProgressView.For(session, () => engine.Progress))
            report = running.GetAwaiter().GetResult();

        if (report.ListingError is { } error && !session.Stop.IsCancellationRequested)
            session.Errors.Print(error);
        int exitCode = ExitCodeOf(report, outcomes);
        if (session.OutputClosed)
            return exitCode;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(Summary.Record(operation, report, exitCode), JsonLines.Readable.SummaryRecord));
        if (!session.Settings.Quiet)
        {
            foreach (string line in Summary.Lines(done, report, dryRun, session.ErrorPaint))
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
        bool nothingWorked = report.Outcomes.Done + report.Outcomes.Skipped == 0 && outcomes.OnlyStartFailures;
        return nothingWorked && (report.ListingError is null || Advice.CannotStart(report.ListingError)) ? ExitCode.CannotStart : ExitCode.Failures;
    }
}
