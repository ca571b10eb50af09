using Sluice.Engine;
using Sluice.Failures;
using Sluice.Telemetry;

namespace Sluice.Transfer;

/// <summary>The counters that a run keeps anyway, as figures for who collects them.</summary>
internal sealed class RunFigures(TransferContext run, RunMeter meter)
{
    const string Outcome = "sluice.item.outcome";

    readonly Lock _gate = new();
    // Guarded by _gate. Bytes of a body that is sent again are moved no more; what was told stays told.
    long _moved;

    /// <summary>Follows a run until that is disposed of.</summary>
    public static LiveFigures Follow(TransferContext run, RunMeter meter) => LiveFigures.Follow(run.Request.Operation, new RunFigures(run, meter).Now);

    /// <summary>How a run ended that is over.</summary>
    public static void Ended(string operation, TransferReport report)
    {
        if (!SluiceTelemetry.RunDuration.Enabled)
            return;
        System.Diagnostics.TagList tags = new() { { "sluice.run.name", operation } };
        if (!report.Complete)
            tags.Add("error.type", report.Interrupted ? "interrupted" : report.ListingError is not null ? "listing" : "incomplete");
        SluiceTelemetry.RunDuration.Record(report.Elapsed.TotalSeconds, tags);
    }

    IReadOnlyList<RunFigure> Now()
    {
        (long listed, _, _, OutcomeCounts outcomes, _) = run.Ledger.Totals();
        List<RunFigure> figures =
        [
            new(RunFigure.Listed, listed),
            new(RunFigure.Bytes, Moved()),
            new(RunFigure.InFlight, run.Scheduler?.InFlight.All ?? 0),
            new(RunFigure.Limit, run.Scheduler?.Limit ?? 0),
        ];
        foreach (OutcomeKind kind in Enum.GetValues<OutcomeKind>())
            if (outcomes.Of(kind) is > 0 and long count)
                figures.Add(new RunFigure(RunFigure.Items, count, Outcome, kind.Word()));
        foreach ((string code, long count) in run.Ledger.FailureCodes())
            figures.Add(new RunFigure(RunFigure.Failures, count, "error.type", DisplayText.OfEscaped(code)));
        foreach (RetryReason reason in meter.RetryReasons(run.Ledger))
            figures.Add(new RunFigure(RunFigure.Retries, reason.Count, "sluice.retry.reason", DisplayText.OfEscaped(reason.Reason)));
        return figures;
    }

    long Moved()
    {
        lock (_gate)
            return _moved = Math.Max(_moved, run.MovedBytes);
    }
}
