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
    public static Distribution? From(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            return null;
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double mean = sorted.Average();
        double squares = sorted.Sum(value => (value - mean) * (value - mean));
        return From(sorted.Length, mean, squares, sorted[0], sorted[^1], rank => sorted[rank - 1]);
    }

    /// <summary>Describes values that are known by what was added up.</summary>
    /// <param name="count">Number of values, at least 1.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="squares">Sum of the squares of their distances from it.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="largest">Largest value.</param>
    /// <param name="valueAt">The value of a rank, from 1 for the smallest.</param>
    internal static Distribution From(long count, double mean, double squares, double least, double largest, Func<long, double> valueAt)
    {
        return new Distribution
        {
            Count = count,
            Mean = mean,
            StandardDeviation = count < 2 ? 0 : Math.Sqrt(squares / (count - 1)),
            P0 = least,
            P5 = Percentile(5),
            P25 = Percentile(25),
            P50 = Percentile(50),
            P75 = Percentile(75),
            P90 = Percentile(90),
            P95 = Percentile(95),
            P99 = Percentile(99),
            P100 = largest,
        };

        double Percentile(int percent) => valueAt(Math.Max(1, (long)Math.Ceiling(percent / 100.0 * count)));
    }
}
