using Sluice.Cli.Reports.Charts;

namespace Sluice.Cli.Reports;

/// <summary>How often which times were, as a chart.</summary>
static class TimeChart
{
    /// <summary>The chart.</summary>
    /// <param name="name">Its name in the page.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="says">What one must know to read it.</param>
    /// <param name="of">What the times were of, in the plural.</param>
    /// <param name="buckets">Ranges in seconds, ascending, each beginning where the one before ends; at least one.</param>
    /// <param name="marks">Percentiles.</param>
    public static Chart Of(string name, string title, string says, string of, (double From, double To, long Count)[] buckets, (string Name, double At)[] marks)
    {
        double all = Math.Max(buckets.Sum(static bucket => (double)bucket.Count), 1);
        double[] shares = [.. buckets.Select(bucket => bucket.Count / all)];
        return new Chart
        {
            Name = name,
            Title = title,
            Says = says,
            Across = ChartAxis.OverTimes("time", buckets[0].From, buckets[^1].To),
            Up = ChartAxis.Up(ChartUnit.Share, $"share of {of}", 0.01, shares.Max()),
            Edges = [buckets[0].From, .. buckets.Select(static bucket => bucket.To)],
            Lines = [new ChartLine($"share of {of}", "second", shares)],
            Marks = marks,
        };
    }
}
