namespace Sluice.Benchmarking.Comparing;

/// <summary>How two results are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>How much slower is no regression yet, as a share: 0 to 1. Default: 0.05.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>Share of intervals that should hold the true ratio: 0.5 to 0.999. Default: 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Bootstrap resamples: 100 to 100,000. Default: 10,000.</summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>Draws the resamples: the same seed gives the same interval. Default: 1.</summary>
    public int Seed { get; init; } = 1;
}
