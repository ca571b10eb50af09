namespace Sluice.Cli.Reports.Charts;

/// <summary>Steps between the names of an axis that people can count in: 1, 2, 5 and their tenfolds, powers of two for bytes, and what clocks have for moments.</summary>
static class RoundSteps
{
    // Seconds, minutes, hours; longer ones are days.
    static readonly double[] Clock = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400];

    /// <summary>The least step that a length has at most so many of.</summary>
    public static double Least(ChartUnit unit, double length, int most) => Steps(unit, length).First(step => length / step <= most);

    /// <summary>The least step that a larger one is made of, and a length has at most so many of.</summary>
    public static double Within(ChartUnit unit, double larger, double length, int most) =>
        Steps(unit, length).First(step => length / step <= most && Math.Abs(larger / step - Math.Round(larger / step)) < 1e-9);

    // Ascending, from far below the length to far above it.
    static IEnumerable<double> Steps(ChartUnit unit, double length) => unit switch
    {
        ChartUnit.Rate => Enumerable.Range(0, 1024).Select(static power => Math.Pow(2, power)),
        ChartUnit.Moment => [.. Decades(length).Where(static step => step < 1), .. Clock, .. Decades(length / 86_400).Where(static days => days > 1).Select(static days => days * 86_400)],
        ChartUnit.Count => [.. Decades(length).Where(static step => step >= 1)],
        _ => Decades(length),
    };

    static IEnumerable<double> Decades(double length)
    {
        int decade = (int)Math.Floor(Math.Log10(length)) - 3;
        foreach (int power in Enumerable.Range(decade, 6))
            foreach (int digit in (int[])[1, 2, 5])
                yield return power < 0 ? digit / Math.Pow(10, -power) : digit * Math.Pow(10, power);
    }
}
