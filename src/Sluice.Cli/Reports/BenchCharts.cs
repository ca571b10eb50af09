using Sluice.Benchmarking;
using Sluice.Cli.Output;
using Sluice.Cli.Reports.Charts;

namespace Sluice.Cli.Reports;

/// <summary>The charts of a benchmark. What was not measured has none.</summary>
static class BenchCharts
{
    const string OverTime = "time since the measured phase began";

    /// <summary>The charts, in the order in which they are shown.</summary>
    /// <param name="result">The result.</param>
    /// <param name="seconds">Its seconds, condensed to as many as a chart can show.</param>
    public static IEnumerable<Chart> Of(BenchResult result, IReadOnlyList<BenchSecond> seconds)
    {
        if (seconds.Count > 0)
        {
            if (result.Total.Bytes > 0)
                yield return Throughput(seconds);
            yield return Concurrency(result, seconds);
            yield return Requests(seconds);
            yield return Cpu(result, seconds);
        }
        if (result.FirstByteHistogram is { } first)
            yield return Times("first_byte", "Time to first byte", first, result.FirstByte);
        if (result.LatencyHistogram is { } last)
            yield return Times("latency", "Time to last byte", last, result.Latency);
    }

    static Chart Throughput(IReadOnlyList<BenchSecond> seconds)
    {
        ChartLine line = Line("throughput", "first", seconds, static second => Rate(second.Bytes, second));
        string says = "Body bytes per second, those of unfinished objects included." + (seconds[0].At <= 0 ? " Shaded: the warm-up, which is not measured." : "");
        Chart chart = Timeline("throughput", "Throughput", says, seconds, ChartUnit.Rate, "bytes per second", 1, line);
        return chart with { IsWide = true };
    }

    static Chart Concurrency(BenchResult result, IReadOnlyList<BenchSecond> seconds)
    {
        ChartLine line = Line("requests allowed", "first", seconds, static second => second.Concurrency);
        ChartNote[] notes = [.. result.Decisions.Select(static made => new ChartNote(made.At.TotalSeconds, made.To, $"{Numbers.Count(made.From)} → {Numbers.Count(made.To)}\n{made.Reason}"))];
        string says = notes.Length > 0 ? "How many were allowed. Each circle is a decision of the controller: point at it for the reason, or read the table below."
            : "How many were allowed. " + (result.Settings.Concurrency is null ? "No decision of the controller was recorded." : "The number was given, so nothing was decided.");
        return new Chart
        {
            Name = "concurrency",
            Title = "Requests in flight",
            Says = says,
            IsWide = true,
            // A decision may have been made before the first second that was recorded, or after the last one.
            Across = ChartAxis.OverTime(OverTime, notes.Select(static note => note.At).Append(Begin(seconds)).Min(), notes.Select(static note => note.At).Append(seconds[^1].At).Max()),
            Up = ChartAxis.Up(ChartUnit.Count, "requests", 4, line.Values.Concat(notes.Select(static note => note.Value)).Max()),
            Edges = Edges(seconds),
            Lines = [line],
            Notes = notes,
        };
    }

    static Chart Requests(IReadOnlyList<BenchSecond> seconds) => Timeline("requests", "Requests", "Per second, every attempt counted.", seconds, ChartUnit.PerSecond, "per second", 1,
        Line("requests", "first", seconds, static second => Rate(second.Requests, second)),
        Line("retries", "second", seconds, static second => Rate(second.Retries, second)),
        Line("throttles", "alarm", seconds, static second => Rate(second.Throttles, second)));

    static Chart Cpu(BenchResult result, IReadOnlyList<BenchSecond> seconds) => Timeline("cpu", "CPU", $"Share of the {Numbers.Count(result.Machine.Cores, "processor")} that sluice may use.",
        seconds, ChartUnit.Share, "share", 0.05, Line("CPU", "second", seconds, static second => second.CpuShare));

    static Chart Times(string name, string title, Histogram histogram, Distribution? values) => TimeChart.Of(name, title, "Successful requests; logarithmic scale.", "requests",
        [.. histogram.Buckets.Select(static bucket => (bucket.From, bucket.To, bucket.Count))],
        values is null ? [] : [("p50", values.P50), ("p90", values.P90), ("p99", values.P99)]);

    static Chart Timeline(string name, string title, string says, IReadOnlyList<BenchSecond> seconds, ChartUnit unit, string up, double least, params ChartLine[] lines) => new()
    {
        Name = name,
        Title = title,
        Says = says,
        Across = ChartAxis.OverTime(OverTime, Begin(seconds), seconds[^1].At),
        Up = ChartAxis.Up(unit, up, least, lines.Max(static line => line.Values.Max())),
        Edges = Edges(seconds),
        Lines = lines,
    };

    static ChartLine Line(string name, string color, IReadOnlyList<BenchSecond> seconds, Func<BenchSecond, double> value) => new(name, color, [.. seconds.Select(value)]);

    static double Begin(IReadOnlyList<BenchSecond> seconds) => seconds[0].At - seconds[0].Seconds;

    static double[] Edges(IReadOnlyList<BenchSecond> seconds) => [Begin(seconds), .. seconds.Select(static second => second.At)];

    static double Rate(long count, BenchSecond second) => second.Seconds > 0 ? count / second.Seconds : 0;
}
