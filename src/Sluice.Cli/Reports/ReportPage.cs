using System.Globalization;
using Sluice.Benchmarking;
using Sluice.Cli.Output;
using Sluice.Cli.Reports.Charts;

namespace Sluice.Cli.Reports;

/// <summary>A result as one HTML page. Every figure is in a table; charts show the course of it.</summary>
static class ReportPage
{
    // As many points as a wide screen has columns, and rows as one scrolls through.
    const int MostPoints = 1500;
    const int MostRows = 600;

    /// <summary>The page.</summary>
    public static string Of(BenchResult result)
    {
        string title = $"sluice bench {result.Operation.ToString().ToLowerInvariant()}";
        HtmlText html = PageFrame.Begin($"{title}: {result.Settings.Target}");
        AddHead(html, result, title);
        Chart[] charts = [.. BenchCharts.Of(result, TimelineChart.Condense(result.Timeline, MostPoints))];
        PageFrame.AddCharts(html, charts);
        AddDecisions(html, result);
        AddDistributions(html, result);
        AddFacts(html, result);
        ReportTables.AddRounds(html, result, MostRows);
        ReportTables.AddSeconds(html, TimelineChart.Condense(result.Timeline, MostRows));
        ReportTables.AddHistogram(html, "Time to first byte, how often", result.FirstByteHistogram);
        ReportTables.AddHistogram(html, "Time to last byte, how often", result.LatencyHistogram);
        html.Add($"""
            <footer><p>Written by sluice {result.Machine.Sluice}. The same figures for programs are in <code>result.json</code>, each request in
            <code>requests.csv</code>; <code>sluice bench compare A B</code> compares two results.</p></footer>

            """);
        return PageFrame.End(html, charts);
    }

    static void AddHead(HtmlText html, BenchResult result, string title)
    {
        html.Add($"""
            <h1>{title}</h1>
            <p class="wrap"><code>{result.Settings.Target}</code> at <code>{result.Settings.Endpoint}</code></p>
            <p class="soft">{result.Began.ToString("d MMMM yyyy, HH:mm:ss zzz", CultureInfo.InvariantCulture)}, {ReportFigures.Seconds(result.Total.Seconds)} measured, on {result.Machine.Cpu ?? "an unknown processor"}</p>
            <ul class="tiles">

            """);
        foreach ((string name, string figure, string more) in ReportFigures.Headline(result))
            html.Add($"<li><div class=\"name\">{name}</div><div class=\"figure\">{figure}</div><div class=\"more\">{more}</div></li>\n");
        html.Add($"</ul>\n");
        if (result.Remarks.Count == 0)
            return;
        html.Add($"<div class=\"remarks\" role=\"note\"><ul>\n");
        foreach (string remark in result.Remarks)
            html.Add($"<li>{remark}</li>\n");
        html.Add($"</ul></div>\n");
    }

    static void AddDecisions(HtmlText html, BenchResult result)
    {
        if (result.Decisions.Count == 0)
            return;
        ReportTables.Add(html, "What the controller decided", null, ["At", "Requests in flight", "Why", "Throughput", "Requests", "CPU"], [0, 3, 4, 5],
            result.Decisions.Select(static made => (string[])
            [
                ReportFigures.Seconds(made.At.TotalSeconds), $"{Numbers.Count(made.From)} → {Numbers.Count(made.To)}", made.Reason,
                Numbers.Rate(made.BytesPerSecond), $"{Numbers.PerSecond(made.RequestsPerSecond)}/s", ReportFigures.Share(made.CpuShare),
            ]));
    }

    static void AddDistributions(HtmlText html, BenchResult result) =>
        ReportTables.Add(html, "Distributions", "Percentiles by nearest rank; deviation of the sample.",
            ["", "Count", "Mean", "Deviation", "Least", "p5", "p25", "p50", "p75", "p90", "p95", "p99", "Most"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            ReportFigures.Distributions(result).Select(static of => (string[])
            [
                of.Name, Numbers.Count(of.Values.Count),
                .. new[] { of.Values.Mean, of.Values.StandardDeviation, of.Values.P0, of.Values.P5, of.Values.P25, of.Values.P50, of.Values.P75, of.Values.P90, of.Values.P95, of.Values.P99, of.Values.P100 }
                    .Select(of.Format),
            ]));

    static void AddFacts(HtmlText html, BenchResult result)
    {
        html.Add($"<h2>All figures, settings and machine</h2>\n<div class=\"pairs\">\n");
        ReportTables.AddPairs(html, "Totals of the measured phase", ReportFigures.Totals(result));
        ReportTables.AddPairs(html, "Settings", ReportFigures.Settings(result.Settings));
        ReportTables.AddPairs(html, "Machine", ReportFigures.Machine(result.Machine));
        html.Add($"</div>\n");
    }
}
