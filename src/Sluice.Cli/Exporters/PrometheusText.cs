using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Sluice.Cli.Exporters;

/// <summary>
/// The metrics as Prometheus' text (exposition format 0.0.4), with the names that OpenTelemetry's "Prometheus and OpenMetrics compatibility" gives them: dots and units
/// in words, <c>_total</c> behind counters. Written by own code: the SDK's exporter for it is no release yet, and listens by HttpListener, which takes no port 0 and no address of its own.
/// </summary>
sealed class PrometheusText : BaseExporter<Metric>
{
    StringBuilder _text = new();

    /// <summary>What was collected last; reading empties it.</summary>
    public string Take()
    {
        string text = _text.ToString();
        _text = new StringBuilder();
        return text;
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        foreach (Metric metric in batch)
            Write(metric);
        return ExportResult.Success;
    }

    void Write(Metric metric)
    {
        bool isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        string name = NameOf(metric.Name, metric.Unit) + (isCounter ? "_total" : "");
        _text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(isCounter ? "counter" : metric.MetricType.IsHistogram() ? "histogram" : "gauge").Append('\n');
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.Histogram)
                WriteHistogram(name, point);
            else
                WriteLine(name, point, bound: null, metric.MetricType switch
                {
                    MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
                    MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
                    MetricType.LongGauge => point.GetGaugeLastValueLong(),
                    _ => point.GetGaugeLastValueDouble(),
                });
        }
    }

    void WriteHistogram(string name, in MetricPoint point)
    {
        long below = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            WriteLine(name + "_bucket", point, bucket.ExplicitBound, below);
        }
        WriteLine(name + "_sum", point, bound: null, point.GetHistogramSum());
        WriteLine(name + "_count", point, bound: null, point.GetHistogramCount());
    }

    void WriteLine(string name, in MetricPoint point, double? bound, double value)
    {
        _text.Append(name);
        char before = '{';
        foreach (KeyValuePair<string, object?> tag in point.Tags)
        {
            WriteLabel(ref before, Letters(tag.Key), Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
        }
        if (bound is { } most)
            WriteLabel(ref before, "le", Number(most));
        _text.Append(before == '{' ? " " : "} ").Append(Number(value)).Append('\n');
    }

    void WriteLabel(ref char before, string name, string value)
    {
        _text.Append(before).Append(name).Append("=\"");
        foreach (char letter in value)
            _ = letter switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(letter),
            };
        _text.Append('"');
        before = ',';
    }

    static string NameOf(string name, string unit)
    {
        string word = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return Letters(name) + word;
    }

    static string Letters(string name) => string.Create(name.Length, name, static (letters, name) =>
    {
        for (int at = 0; at < name.Length; at++)
            letters[at] = char.IsAsciiLetterOrDigit(name[at]) || name[at] == '_' ? name[at] : '_';
    });

    static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
