namespace Sluice.Benchmarking.Comparing;

/// <summary>What an interval was resampled from.</summary>
public enum ResampledBasis
{
    /// <summary>The rounds of a result.</summary>
    Rounds,

    /// <summary>Its seconds of wall time.</summary>
    Seconds,
}
