namespace Sluice.Benchmarking.Comparing;

/// <summary>An amount and the time it took: a round, or a second.</summary>
internal readonly record struct Batch(double Amount, double Seconds);

/// <summary>
/// The percentile bootstrap of the ratio of two rates (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters
/// 8 and 13), each rate being a sum over a sum. Neighbours that depend on each other are drawn together, in blocks on a circle
/// (Politis and Romano, A Circular Block-Resampling Procedure for Stationary Data, 1992). Deviations are widened by
/// sqrt(n / (n - 1)), since resamples of few values vary too little (Hesterberg, What Teachers Should Know About the Bootstrap,
/// The American Statistician 69, 2015, section 4).
/// </summary>
internal static class Bootstrap
{
    /// <summary>Lower and upper end of the interval of the rate of <paramref name="b"/> over that of <paramref name="a"/>; null where a rate is 0, or could be.</summary>
    /// <param name="a">Two or more.</param>
    /// <param name="b">Two or more.</param>
    /// <param name="serial">Whether neighbours depend on each other: blocks then have the cube root of the count.</param>
    /// <param name="options">Resamples, confidence, seed.</param>
    public static (double Low, double High)? Ratio(ReadOnlySpan<Batch> a, ReadOnlySpan<Batch> b, bool serial, ComparisonOptions options)
    {
        Random random = new(options.Seed);
        double[] deviations = new double[options.Resamples];
        int blockA = BlockOf(a.Length, serial), blockB = BlockOf(b.Length, serial);
        double wideA = Widening(a.Length, blockA), wideB = Widening(b.Length, blockB);
        double logA = Math.Log(RateOf(a)), logB = Math.Log(RateOf(b));
        for (int at = 0; at < deviations.Length; at++)
            deviations[at] = (Math.Log(Resample(b, blockB, random)) - logB) * wideB - (Math.Log(Resample(a, blockA, random)) - logA) * wideA;
        Array.Sort(deviations);
        double tail = (1 - options.Confidence) / 2;
        double low = Math.Exp(logB - logA + Quantile(deviations, tail)), high = Math.Exp(logB - logA + Quantile(deviations, 1 - tail));
        return double.IsFinite(low) && double.IsFinite(high) ? (low, high) : null;
    }

    /// <summary>Sum of amounts over sum of times.</summary>
    public static double RateOf(ReadOnlySpan<Batch> batches)
    {
        double amount = 0, seconds = 0;
        foreach (Batch batch in batches)
        {
            amount += batch.Amount;
            seconds += batch.Seconds;
        }
        return amount / seconds;
    }

    static double Resample(ReadOnlySpan<Batch> from, int block, Random random)
    {
        double amount = 0, seconds = 0;
        for (int drawn = 0; drawn < from.Length;)
        {
            int at = random.Next(from.Length);
            for (int of = 0; of < block && drawn < from.Length; of++, drawn++)
            {
                amount += from[at].Amount;
                seconds += from[at].Seconds;
                at = at + 1 == from.Length ? 0 : at + 1;
            }
        }
        return amount / seconds;
    }

    static int BlockOf(int count, bool serial) => serial ? (int)Math.Ceiling(Math.Cbrt(count)) : 1;

    static double Widening(int count, int block)
    {
        double independent = count / (double)block;
        return Math.Sqrt(independent / (independent - 1));
    }

    static double Quantile(double[] sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
