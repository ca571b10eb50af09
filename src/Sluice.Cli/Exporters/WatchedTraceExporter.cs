using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Sluice.Cli.Exporters;

/// <summary>Sends spans, and has it said when they are not taken.</summary>
sealed class WatchedTraceExporter(OtlpTarget target, CollectorWatch watch) : OtlpTraceExporter(target.Options(watch))
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        ExportResult result = base.Export(batch);
        if (result == ExportResult.Failure)
            watch.Failed();
        return result;
    }
}
