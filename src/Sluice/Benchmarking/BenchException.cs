namespace Sluice.Benchmarking;

/// <summary>A benchmark that cannot be run, or has measured nothing.</summary>
/// <param name="message">Why, as sentences for people.</param>
/// <param name="couldNotStart">True when nothing was tried.</param>
public sealed class BenchException(string message, bool couldNotStart) : Exception(message)
{
    /// <summary>True when nothing was tried: what was asked for does not exist or does not fit. False when it was, and nothing succeeded.</summary>
    public bool CouldNotStart { get; } = couldNotStart;
}
