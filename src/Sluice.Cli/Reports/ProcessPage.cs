using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Processing;

namespace Sluice.Cli.Reports;

/// <summary>A processing as one HTML page: tiles, charts over time, the slowest objects and what failed, each also as a table.</summary>
static class ProcessPage
{
    static readonly int[] Shown = [ProcessTimeline.Done, ProcessTimeline.Failed, ProcessTimeline.Running, ProcessTimeline.Waiting, ProcessTimeline.Fetching];

    /// <summary>The page.</summary>
    /// <param name="figures">What happened.</param>
    /// <param name="sources">What was processed.</param>
    /// <param name="action">What was done with each object; no arguments, which may be secrets.</param>
    /// <param name="jobs">Programs at once.</param>
    /// <param name="rows">The file that has a row for each object.</param>
    public static string Of(ProcessFigures figures, string sources, string action, int jobs, string rows)
    {
        HtmlText html = PageFrame.Begin($"sluice process: {sources}");
        double seconds = Math.Max(figures.Length.TotalSeconds, 1e-9);
        html.Add($"""
            <h1>sluice process</h1>
            <p class="wrap"><code>{sources}</code> by <code>{action}</code></p>
            <p class="soft">{figures.Began.ToString("d MMMM yyyy, HH:mm:ss zzz", CultureInfo.InvariantCulture)}, {ReportFigures.Seconds(figures.Length.TotalSeconds)}, {Numbers.Count(jobs, "job")} at once</p>
            <ul class="tiles">

            """);
        AddTile(html, "Objects", $"{Numbers.PerSecond((figures.Done + figures.Failed) / seconds)}/s", $"{Numbers.Count(figures.Done)} done, {Numbers.Count(figures.Failed)} failed");
        AddTile(html, "First result", figures.First is { } first ? Numbers.Time(first.TotalSeconds) : "none", "after the start");
        AddTile(html, "Time per object", Numbers.Time(figures.Times.Percentile(0.5)), $"median; 99 % within {Numbers.Time(figures.Times.Percentile(0.99))}");
        AddTile(html, "Read", Numbers.Rate(figures.BytesIn / seconds), ByteSize.Format(figures.BytesIn));
        AddTile(html, "CPU of programs", ReportFigures.Seconds(figures.Cpu.TotalSeconds), "where each object has a program of its own");
        html.Add($"</ul>\n");
        if (figures.Timeline.Count > 0)
        {
            html.Add($"<h2>Charts</h2>\n<p class=\"undrawn\">Charts need a browser that runs scripts. The tables below hold their figures.</p>\n<div class=\"charts\">\n");
            PageFrame.AddChart(html, "objects", "Objects", "Ended per second.", wide: true, legend: [("first", "done"), ("alarm", "failed")]);
            PageFrame.AddChart(html, "running", "What objects were doing", "How many objects at once had a program, waited for one with their bytes at hand, or waited for the network.", wide: true,
                legend: [("first", "programs running"), ("second", "waiting for programs"), ("mark", "waiting for network")]);
            PageFrame.AddChart(html, "time", "Time per object", "How long each program, function or action ran; logarithmic scale.", wide: true);
            html.Add($"</div>\n");
        }
        ReportTables.Add(html, "Failures", "By exit code and first line of stderr.", ["Objects", "Why", "One of them"], [0],
            figures.Failures.Select(static kind => (string[])[Numbers.Count(kind.Count), kind.Kind, kind.Example]));
        ReportTables.Add(html, "Slowest objects", null, ["Object", "Outcome", "Ran", "Waited", "Fetched in", "Size", "Attempt"], [2, 3, 4, 5, 6], figures.Slowest.Select(Row));
        ReportTables.AddFolded(html, "Step by step", ["Until", "Done/s", "Failed/s", "Running", "Waiting for programs", "Waiting for network"], [0, 1, 2, 3, 4, 5], Steps(figures.Timeline));
        ReportTables.AddFolded(html, "Time per object, how often", ["From", "To", "Objects"], [0, 1, 2],
            figures.Times.Buckets().Select(static bucket => (string[])[Numbers.Time(bucket.From), Numbers.Time(bucket.To), Numbers.Count(bucket.Count)]));
        html.Add($"<footer><p>Written by sluice {Commands.VersionVerb.Current().Version}. Each object is in <code>{rows}</code>. Charts by uPlot.</p></footer>\n");
        return PageFrame.End(html, DataOf(figures));
    }

    static void AddTile(HtmlText html, string name, string figure, string more) =>
        html.Add($"<li><div class=\"name\">{name}</div><div class=\"figure\">{figure}</div><div class=\"more\">{more}</div></li>\n");

    static string[] Row(ProcessedObject row) =>
    [
        row.Source.ToString()!, row.Kind.ToString()!.ToLowerInvariant(), Numbers.Time(row.Wall.TotalSeconds), Numbers.Time(row.WaitTime.TotalSeconds), Numbers.Time(row.FetchTime.TotalSeconds),
        row.Size is { } size ? ByteSize.Format(size) : "", Numbers.Count(row.Attempt),
    ];

    static IEnumerable<string[]> Steps(ProcessTimeline timeline)
    {
        for (int at = 0; at < timeline.Count; at++)
            yield return [ReportFigures.Seconds((at + 1) * timeline.Step), .. Shown.Select(kind => Numbers.PerSecond(timeline.Value(kind, at)))];
    }

    static string DataOf(ProcessFigures figures)
    {
        ProcessTimeline timeline = figures.Timeline;
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            // Charts hold a value until the moment where it ends: the first one needs a beginning.
            Write(json, "at", Enumerable.Range(0, timeline.Count + 1).Select(at => at * timeline.Step));
            foreach ((string name, int kind) in (ReadOnlySpan<(string, int)>)[("done", ProcessTimeline.Done), ("failed", ProcessTimeline.Failed), ("fetching", ProcessTimeline.Fetching), ("waiting", ProcessTimeline.Waiting), ("running", ProcessTimeline.Running)])
                Write(json, name, Enumerable.Range(-1, timeline.Count + 1).Select(at => timeline.Value(kind, Math.Max(at, 0))));
            (double From, double To, long Count)[] buckets = [.. figures.Times.Buckets()];
            json.WriteStartObject("time");
            Write(json, "edges", [.. buckets.Select(static bucket => bucket.From), .. buckets.TakeLast(1).Select(static bucket => bucket.To)]);
            Write(json, "shares", buckets.Select(bucket => bucket.Count / (double)Math.Max(figures.Times.Count, 1)));
            json.WriteStartArray("marks");
            foreach ((string mark, double share) in (ReadOnlySpan<(string, double)>)[("p50", 0.5), ("p90", 0.9), ("p99", 0.99)])
            {
                json.WriteStartArray();
                json.WriteStringValue(mark);
                json.WriteNumberValue(figures.Times.Percentile(share));
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteString("of", "objects");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(Math.Round(value, 7));
        json.WriteEndArray();
    }
}
