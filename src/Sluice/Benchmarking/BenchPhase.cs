namespace Sluice.Benchmarking;

/// <summary>What a benchmark is about at a moment.</summary>
public enum BenchPhase
{
    /// <summary>Looks for objects, or makes test objects.</summary>
    Preparing,

    /// <summary>Works as it will, unmeasured.</summary>
    WarmUp,

    /// <summary>Measures.</summary>
    Measuring,

    /// <summary>Removes what it made.</summary>
    Removing,
}
