using System.Text;
using System.Text.Json;
using Sluice.Benchmarking;
using Sluice.Engine.Concurrency;

namespace Sluice.Cli.Reports;

/// <summary>The figures that the charts are drawn from, as JSON that may stand in HTML: the encoder leaves no <c>&lt;</c> as it is.</summary>
static class ChartData
{
    /// <summary>As JSON.</summary>
    public static string Of(BenchResult result, IReadOnlyList<BenchSecond> seconds)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            // Charts hold a value until the moment where it ends: the first one needs a beginning.
            WriteArray(json, "at", seconds.Take(1).Select(static first => first.At - first.Seconds).Concat(seconds.Select(static second => second.At)));
            WriteSeries(json, "throughput", seconds, static second => Rate(second.Bytes, second));
            WriteSeries(json, "requests", seconds, static second => Rate(second.Requests, second));
            WriteSeries(json, "retries", seconds, static second => Rate(second.Retries, second));
            WriteSeries(json, "throttles", seconds, static second => Rate(second.Throttles, second));
            WriteSeries(json, "concurrency", seconds, static second => second.Concurrency);
            WriteSeries(json, "cpu", seconds, static second => second.CpuShare);
            WriteDecisions(json, result.Decisions);
            WriteHistogram(json, "first_byte", result.FirstByteHistogram, result.FirstByte);
            WriteHistogram(json, "latency", result.LatencyHistogram, result.Latency);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static double Rate(long count, BenchSecond second) => second.Seconds > 0 ? count / second.Seconds : 0;

    static void WriteSeries(Utf8JsonWriter json, string name, IReadOnlyList<BenchSecond> seconds, Func<BenchSecond, double> value) =>
        WriteArray(json, name, seconds.Take(1).Concat(seconds).Select(value));

    static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(Math.Round(value, 6));
        json.WriteEndArray();
    }

    static void WriteDecisions(Utf8JsonWriter json, IReadOnlyList<ControllerDecision> decisions)
    {
        json.WriteStartArray("decisions");
        foreach (ControllerDecision decision in decisions)
        {
            json.WriteStartObject();
            json.WriteNumber("at", Math.Round(decision.At.TotalSeconds, 3));
            json.WriteNumber("from", decision.From);
            json.WriteNumber("to", decision.To);
            json.WriteString("reason", decision.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteHistogram(Utf8JsonWriter json, string name, Histogram? histogram, Distribution? values)
    {
        if (histogram is null)
            return;
        double all = histogram.Buckets.Sum(static bucket => (double)bucket.Count);
        json.WriteStartObject(name);
        WriteArray(json, "edges", histogram.Buckets.Select(static bucket => bucket.From).Append(histogram.Buckets[^1].To));
        WriteArray(json, "shares", histogram.Buckets.Select(bucket => bucket.Count / all));
        json.WriteStartArray("marks");
        if (values is not null)
        {
            foreach ((string mark, double value) in (ReadOnlySpan<(string, double)>)[("p50", values.P50), ("p90", values.P90), ("p99", values.P99)])
            {
                json.WriteStartArray();
                json.WriteStringValue(mark);
                json.WriteNumberValue(value);
                json.WriteEndArray();
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
