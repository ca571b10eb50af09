using Sluice.Cli.Reports.Charts;

namespace Sluice.Cli.Reports;

/// <summary>The charts of a processing. Of one without an ended attempt there are none.</summary>
static class ProcessCharts
{
    /// <summary>The charts, in the order in which they are shown.</summary>
    public static IEnumerable<Chart> Of(ProcessFigures figures)
    {
        ProcessTimeline timeline = figures.Timeline;
        if (timeline.Count > 0)
        {
            yield return Timeline("objects", "Objects", "Ended per second.", timeline, ChartUnit.PerSecond, "objects per second",
                Line("done", "first", timeline, ProcessTimeline.Done), Line("failed", "alarm", timeline, ProcessTimeline.Failed));
            yield return Timeline("running", "What objects were doing", "How many objects at once had a program, waited for one with their bytes at hand, or waited for the network.", timeline, ChartUnit.Count, "objects",
                Line("programs running", "first", timeline, ProcessTimeline.Running), Line("waiting for programs", "second", timeline, ProcessTimeline.Waiting), Line("waiting for network", "mark", timeline, ProcessTimeline.Fetching));
        }
        if (figures.Times.Count > 0)
        {
            (string, double)[] marks = [("p50", figures.Times.Percentile(0.5)), ("p90", figures.Times.Percentile(0.9)), ("p99", figures.Times.Percentile(0.99))];
            Chart chart = TimeChart.Of("time", "Time per object", "How long each program, function or action ran; logarithmic scale.", "objects", [.. figures.Times.Buckets()], marks);
            yield return chart with { IsWide = true };
        }
    }

    static Chart Timeline(string name, string title, string says, ProcessTimeline timeline, ChartUnit unit, string up, params ChartLine[] lines) => new()
    {
        Name = name,
        Title = title,
        Says = says,
        IsWide = true,
        Across = ChartAxis.OverTime("time since the start", 0, timeline.Count * timeline.Step),
        Up = ChartAxis.Up(unit, up, 1, lines.Max(static line => line.Values.Max())),
        Edges = [.. Enumerable.Range(0, timeline.Count + 1).Select(at => at * timeline.Step)],
        Lines = lines,
    };

    static ChartLine Line(string name, string color, ProcessTimeline timeline, int kind) => new(name, color, [.. Enumerable.Range(0, timeline.Count).Select(at => timeline.Value(kind, at))]);
}
