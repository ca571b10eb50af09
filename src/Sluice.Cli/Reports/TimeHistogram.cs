namespace Sluice.Cli.Reports;

/// <summary>How often which times were, from a microsecond to eleven days, in steps of a fifth.</summary>
sealed class TimeHistogram
{
    const double Least = 1e-6;
    const double Ratio = 1.2;

    readonly long[] _counts = new long[153];

    /// <summary>Times.</summary>
    public long Count { get; private set; }

    /// <summary>Takes one, in seconds.</summary>
    public void Add(double seconds)
    {
        _counts[Math.Clamp((int)(Math.Log(Math.Max(seconds, Least) / Least) / Math.Log(Ratio)), 0, _counts.Length - 1)]++;
        Count++;
    }

    /// <summary>Buckets from the first to the last that has any: from, to, how many.</summary>
    public IEnumerable<(double From, double To, long Count)> Buckets()
    {
        int first = Array.FindIndex(_counts, static count => count > 0), last = Array.FindLastIndex(_counts, static count => count > 0);
        for (int at = first; at >= 0 && at <= last; at++)
            yield return (Edge(at), Edge(at + 1), _counts[at]);
    }

    /// <summary>A percentile, within a fifth; 0 without times.</summary>
    public double Percentile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count), seen = 0;
        foreach ((double from, double to, long count) in Buckets())
            if ((seen += count) >= rank)
                return Math.Sqrt(from * to);
        return 0;
    }

    static double Edge(int at) => Least * Math.Pow(Ratio, at);
}
