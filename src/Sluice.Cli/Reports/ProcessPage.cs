using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Reports.Charts;
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
        Chart[] charts = [.. ProcessCharts.Of(figures)];
        PageFrame.AddCharts(html, charts);
        ReportTables.Add(html, "Failures", "By exit code and first line of stderr.", ["Objects", "Why", "One of them"], [0],
            figures.Failures.Select(static kind => (string[])[Numbers.Count(kind.Count), kind.Kind, kind.Example]));
        ReportTables.Add(html, "Slowest objects", null, ["Object", "Outcome", "Ran", "Waited", "Fetched in", "Size", "Attempt"], [2, 3, 4, 5, 6], figures.Slowest.Select(Row));
        ReportTables.AddFolded(html, "Step by step", ["Until", "Done/s", "Failed/s", "Running", "Waiting for programs", "Waiting for network"], [0, 1, 2, 3, 4, 5], Steps(figures.Timeline));
        ReportTables.AddFolded(html, "Time per object, how often", ["From", "To", "Objects"], [0, 1, 2],
            figures.Times.Buckets().Select(static bucket => (string[])[Numbers.Time(bucket.From), Numbers.Time(bucket.To), Numbers.Count(bucket.Count)]));
        html.Add($"<footer><p>Written by sluice {Commands.VersionVerb.Current().Version}. Each object is in <code>{rows}</code>.</p></footer>\n");
        return PageFrame.End(html, charts);
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
}
