using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Sluice.Cli.Exporters;

/// <summary>Sends metrics, and has it said when they are not taken.</summary>
sealed class WatchedMetricExporter(OtlpTarget target, CollectorWatch watch) : OtlpMetricExporter(target.Options(watch))
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        ExportResult result = base.Export(batch);
        if (result == ExportResult.Failure)
            watch.Failed();
        return result;
    }
}
