using System.Globalization;
using System.Text;

namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>docs/controller.md: the words are the page's own, the tables between its marks are measured.</summary>
static class ControllerPage
{
    const string Begin = "<!-- measured: simulator -->\n", End = "<!-- end -->";

    /// <summary>The page with these results in place of what it has.</summary>
    public static string With(string page, IEnumerable<ScenarioResult> alone, IEnumerable<string> brief, IEnumerable<string> shared)
    {
        StringBuilder tables = new();
        tables.Append("| scenario | best fixed setting | reached | settled after | requests in flight |\n| --- | --- | --- | --- | --- |\n");
        foreach (ScenarioResult result in alone)
            tables.Append(result.Row).Append('\n');
        tables.Append(CultureInfo.InvariantCulture, $"\n| short run, start included | {string.Join(" | ", ShortRun.Latencies.Select(static latency => $"{latency * 1000:0} ms"))} |\n| --- {string.Concat(Enumerable.Repeat("| --- ", ShortRun.Latencies.Count))}|\n");
        foreach (string row in brief)
            tables.Append(row).Append('\n');
        tables.Append("\n| two runs on one link | shares | together, of the link |\n| --- | --- | --- |\n");
        foreach (string row in shared)
            tables.Append(row).Append('\n');
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = page.IndexOf(End, StringComparison.Ordinal);
        return string.Concat(page.AsSpan(0, begin), tables.ToString(), page.AsSpan(end));
    }
}
