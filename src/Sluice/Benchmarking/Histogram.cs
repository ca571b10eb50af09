namespace Sluice.Benchmarking;

/// <summary>How often times fell into each of a row of ranges; ranges without any at both ends are left out.</summary>
public sealed record Histogram
{
    /// <summary>The ranges, ascending, each beginning where the one before ends.</summary>
    public required IReadOnlyList<HistogramBucket> Buckets { get; init; }
}
