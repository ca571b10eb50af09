namespace Sluice.Benchmarking;

/// <summary>What a set of measured values looks like. All figures have the unit of the values.</summary>
public sealed record Distribution
{
    /// <summary>Number of values.</summary>
    public required long Count { get; init; }

    /// <summary>Arithmetic mean.</summary>
    public required double Mean { get; init; }

    /// <summary>Standard deviation of the sample (n - 1); 0 for fewer than two values.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>Smallest value.</summary>
    public required double P0 { get; init; }

    /// <summary>5 % are at most this; by nearest rank, as all percentiles here.</summary>
    public required double P5 { get; init; }

    /// <summary>25 % are at most this.</summary>
    public required double P25 { get; init; }

    /// <summary>Median.</summary>
    public required double P50 { get; init; }

    /// <summary>75 % are at most this.</summary>
    public required double P75 { get; init; }

    /// <summary>90 % are at most this.</summary>
    public required double P90 { get; init; }

    /// <summary>95 % are at most this.</summary>
    public required double P95 { get; init; }

    /// <summary>99 % are at most this.</summary>
    public required double P99 { get; init; }

    /// <summary>Largest value.</summary>
    public required double P100 { get; init; }

    /// <summary>Describes values, in any order; null for none, because nothing was measured.</summary>
    public static Distribution? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return null;
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double mean = sorted.Average();
        double squares = sorted.Sum(value => (value - mean) * (value - mean));
        return new Distribution
        {
            Count = sorted.Length,
            Mean = mean,
            StandardDeviation = sorted.Length < 2 ? 0 : Math.Sqrt(squares / (sorted.Length - 1)),
            P0 = sorted[0],
            P5 = Rank(5),
            P25 = Rank(25),
            P50 = Rank(50),
            P75 = Rank(75),
            P90 = Rank(90),
            P95 = Rank(95),
            P99 = Rank(99),
            P100 = sorted[^1],
        };

        double Rank(int percent) => sorted[Math.Max(0, (int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1)];
    }
}
