namespace Sluice.Benchmarking.Comparing;

/// <summary>Chooses what the interval of the ratio of two throughputs is resampled from.</summary>
internal static class ThroughputRatio
{
    /// <summary>Rounds that each side must have, or seconds are taken.</summary>
    public const int FewestRounds = 5;

    /// <summary>Seconds that each side must have, or there is no interval.</summary>
    public const int FewestSeconds = 10;

    // Longer runs are merged: the time that a comparison takes is bounded.
    const int MostBatches = 512;

    /// <summary>The interval; null, with the reason, where there are too few rounds and seconds, or nothing was moved.</summary>
    public static RatioInterval? Create(BenchResult a, BenchResult b, bool byBytes, ComparisonOptions options, out string reason)
    {
        reason = "";
        if (a.Iterations.Count >= FewestRounds && b.Iterations.Count >= FewestRounds)
            return Interval(RoundsOf(a, byBytes), RoundsOf(b, byBytes), ResampledBasis.Rounds, options, out reason);
        if (!byBytes)
        {
            reason = $"fewer than {FewestRounds} rounds on a side, and without bytes seconds say nothing";
            return null;
        }
        Batch[] secondsA = SecondsOf(a), secondsB = SecondsOf(b);
        if (secondsA.Length >= FewestSeconds && secondsB.Length >= FewestSeconds)
            return Interval(secondsA, secondsB, ResampledBasis.Seconds, options, out reason);
        reason = $"fewer than {FewestRounds} rounds and fewer than {FewestSeconds} seconds on a side";
        return null;
    }

    static RatioInterval? Interval(Batch[] a, Batch[] b, ResampledBasis basis, ComparisonOptions options, out string reason)
    {
        double ratio = Bootstrap.RateOf(b) / Bootstrap.RateOf(a);
        (double Low, double High)? ends = double.IsFinite(ratio) && ratio > 0 ? Bootstrap.Ratio(Merged(a), Merged(b), serial: basis == ResampledBasis.Seconds, options) : null;
        reason = ends is null ? "too often nothing was moved" : "";
        return ends is { } found ? new RatioInterval(ratio, found.Low, found.High, options.Confidence, basis, a.Length, b.Length) : null;
    }

    static Batch[] RoundsOf(BenchResult result, bool byBytes) =>
        [.. result.Iterations.Where(static round => round.Seconds > 0).Select(round => new Batch(byBytes ? round.Bytes : round.Objects, round.Seconds))];

    // Whole seconds of the measured phase; the last one may be a splinter.
    static Batch[] SecondsOf(BenchResult result) =>
        [.. result.Timeline.Where(static second => second is { At: > 0, Seconds: > 0.5 }).Select(static second => new Batch(second.Bytes, second.Seconds))];

    static Batch[] Merged(Batch[] batches) => batches.Length <= MostBatches ? batches
        : [.. batches.Chunk((batches.Length + MostBatches - 1) / MostBatches).Select(static group => new Batch(group.Sum(static one => one.Amount), group.Sum(static one => one.Seconds)))];
}
