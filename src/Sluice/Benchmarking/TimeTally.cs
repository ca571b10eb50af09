namespace Sluice.Benchmarking;

/// <summary>
/// Counts times in ranges that grow by a tenth of a decade (a factor of 1.26), from 10 microseconds to 1,000 seconds: fixed
/// memory for any number of them, and the same relative error for short and long ones. Not safe for many threads.
/// </summary>
internal sealed class TimeTally
{
    const double Shortest = 1e-5;
    const int PerDecade = 10;
    const int Decades = 8;

    // The first and the last take what lies outside.
    readonly long[] _counts = new long[PerDecade * Decades];

    /// <summary>Counts one time.</summary>
    public void Add(TimeSpan time)
    {
        double seconds = time.TotalSeconds;
        int at = seconds <= Shortest ? 0 : (int)(Math.Log10(seconds / Shortest) * PerDecade);
        _counts[Math.Min(at, _counts.Length - 1)]++;
    }

    /// <summary>What was counted; null for nothing.</summary>
    public Histogram? ToHistogram()
    {
        int first = Array.FindIndex(_counts, static count => count > 0);
        if (first < 0)
            return null;
        int last = Array.FindLastIndex(_counts, static count => count > 0);
        return new Histogram
        {
            Buckets = [.. Enumerable.Range(first, last - first + 1).Select(at => new HistogramBucket(EdgeOf(at), EdgeOf(at + 1), _counts[at]))],
        };
    }

    static double EdgeOf(int at) => Shortest * Math.Pow(10, at / (double)PerDecade);
}
