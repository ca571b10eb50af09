using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Reports;

/// <summary>Tables of a page. A table that is wider than the window scrolls by itself, and never the page.</summary>
static class ReportTables
{
    /// <summary>A table under a heading; nothing without rows.</summary>
    /// <param name="html">The page.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="says">What one must know to read it; null for nothing.</param>
    /// <param name="columns">Names of columns.</param>
    /// <param name="numbers">Which of them are aligned to the right.</param>
    /// <param name="rows">Texts.</param>
    public static void Add(HtmlText html, string title, string? says, string[] columns, int[] numbers, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
            return;
        html.Add($"<h2>{title}</h2>\n");
        if (says is not null)
            html.Add($"<p class=\"soft\">{says}</p>\n");
        AddTable(html, title, columns, numbers, all);
    }

    /// <summary>A table that is opened with a click; nothing without rows.</summary>
    public static void AddFolded(HtmlText html, string title, string[] columns, int[] numbers, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
            return;
        html.Add($"<details><summary>{title}</summary>\n");
        AddTable(html, title, columns, numbers, all);
        html.Add($"</details>\n");
    }

    /// <summary>Names and values beside each other.</summary>
    public static void AddPairs(HtmlText html, string caption, IEnumerable<(string Name, string Value)> pairs)
    {
        html.Add($"<div class=\"scroll\"><table><caption>{caption}</caption><tbody>\n");
        foreach ((string name, string value) in pairs)
            html.Add($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
        html.Add($"</tbody></table></div>\n");
    }

    /// <summary>The rounds; of many, so many rows of several.</summary>
    public static void AddRounds(HtmlText html, BenchResult result, int most) =>
        AddFolded(html, "Rounds", ["Round", "Wall time", "Objects", "Bytes", "Throughput", "CPU"], [0, 1, 2, 3, 4, 5],
            result.Iterations.Index().Chunk(Math.Max(1, (result.Iterations.Count + most - 1) / most)).Select(static rounds => (string[])
            [
                rounds.Length == 1 ? Numbers.Count(rounds[0].Index + 1) : $"{Numbers.Count(rounds[0].Index + 1)} to {Numbers.Count(rounds[^1].Index + 1)}", .. Of(Sum(rounds.Select(static round => round.Item))),
            ]));

    static string[] Of(BenchIteration round) =>
    [
        ReportFigures.Seconds(round.Seconds), Numbers.Count(round.Objects), ByteSize.Format(round.Bytes),
        Numbers.Rate(round.Seconds > 0 ? round.Bytes / round.Seconds : 0), ReportFigures.Seconds(round.CpuSeconds),
    ];

    static BenchIteration Sum(IEnumerable<BenchIteration> rounds) => rounds.Aggregate(static (sum, round) =>
        new BenchIteration(sum.Seconds + round.Seconds, sum.Objects + round.Objects, sum.Bytes + round.Bytes, sum.CpuSeconds + round.CpuSeconds));

    /// <summary>The seconds.</summary>
    public static void AddSeconds(HtmlText html, IReadOnlyList<BenchSecond> seconds) =>
        AddFolded(html, "Second by second", ["Until", "Length", "Throughput", "Requests", "Retries", "Throttles", "In flight", "CPU"], [0, 1, 2, 3, 4, 5, 6, 7],
            seconds.Select(static second => (string[])
            [
                ReportFigures.Seconds(second.At), ReportFigures.Seconds(second.Seconds), Numbers.Rate(second.Seconds > 0 ? second.Bytes / second.Seconds : 0),
                Numbers.Count(second.Requests), Numbers.Count(second.Retries), Numbers.Count(second.Throttles), Numbers.Count(second.Concurrency), ReportFigures.Share(second.CpuShare),
            ]));

    /// <summary>A histogram.</summary>
    public static void AddHistogram(HtmlText html, string title, Histogram? histogram) =>
        AddFolded(html, title, ["From", "To", "Requests"], [0, 1, 2],
            (histogram?.Buckets ?? []).Select(static bucket => (string[])[Numbers.Time(bucket.From), Numbers.Time(bucket.To), Numbers.Count(bucket.Count)]));

    static void AddTable(HtmlText html, string name, string[] columns, int[] numbers, string[][] rows)
    {
        // Focusable, so that a keyboard can scroll it.
        html.Add($"<div class=\"scroll\" role=\"region\" aria-label=\"{name}\" tabindex=\"0\"><table{new HtmlClass(columns.Length > 9 ? "dense" : null)}><thead><tr>");
        for (int at = 0; at < columns.Length; at++)
            html.Add($"<th scope=\"col\"{ClassOf(at)}>{columns[at]}</th>");
        html.Add($"</tr></thead><tbody>\n");
        foreach (string[] row in rows)
        {
            html.Add($"<tr>");
            for (int at = 0; at < row.Length; at++)
                html.Add($"<td{ClassOf(at)}>{row[at]}</td>");
            html.Add($"</tr>\n");
        }
        html.Add($"</tbody></table></div>\n");

        HtmlClass ClassOf(int column) => new(numbers.Contains(column) ? "number" : null);
    }
}
