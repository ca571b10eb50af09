using System.Diagnostics;
using Sluice.Engine;
using Sluice.Telemetry;

namespace Sluice.Transfer.Items;

/// <summary>The span of one item: from the first step of it to its outcome. Places are in it as they are shown on terminals.</summary>
internal static class ItemSpan
{
    /// <summary>Begins it, current on this thread; null when nobody listens, and when it is not among those that are recorded.</summary>
    public static Activity? Begin(ItemTransfer item) =>
        item.Run.Span is { } run && SluiceTelemetry.Source.HasListeners() ? Begun(item, SluiceTelemetry.Source.StartActivity(SluiceTelemetry.ObjectSpan, ActivityKind.Internal, run.Context)) : null;

    /// <summary>Ends it with an outcome. An item that has failed and has none yet gets one now.</summary>
    /// <param name="item">The item.</param>
    /// <param name="outcome">How it ended; null for without an outcome.</param>
    /// <param name="bytes">Bytes that arrived.</param>
    /// <param name="failure">Why it did not arrive; null for none.</param>
    public static void End(ItemTransfer item, OutcomeKind? outcome, long bytes = 0, ItemFailure? failure = null)
    {
        Activity? span = item.Span;
        bool failed = outcome > OutcomeKind.Skipped;
        if (span is null && failed && item.Run.Span is { } run && SluiceTelemetry.Source.HasListeners())
            span = Begun(item, SluiceTelemetry.Source.StartActivity(SluiceTelemetry.ObjectSpan, ActivityKind.Internal, run.Context, [new(SluiceTelemetry.ObjectFailed, true)], startTime: item.Run.Options.Clock.GetUtcNow() - item.Elapsed));
        if (span is null)
            return;
        if (item.Attempts > 0)
            span.SetTag("sluice.item.requests", item.Attempts);
        if (outcome is { } kind)
            span.SetTag("sluice.item.outcome", kind.Word());
        if (outcome == OutcomeKind.Done)
            span.SetTag("sluice.item.bytes", bytes);
        if (failed)
            span.SetTag("error.type", failure?.Code ?? "unknown").SetStatus(ActivityStatusCode.Error, failure?.Message);
        span.Stop();
    }

    static Activity? Begun(ItemTransfer item, Activity? span)
    {
        if (span is null)
            return null;
        span.SetTag("sluice.item.from", item.From.ToString());
        if (item.To is { } to)
            span.SetTag("sluice.item.to", to.ToString());
        return span;
    }
}
