namespace Sluice.Benchmarking.Comparing;

/// <summary>The ratio of two throughputs, B over A, and how sure it is.</summary>
/// <param name="Ratio">The ratio that was measured.</param>
/// <param name="Low">Lower end of the confidence interval.</param>
/// <param name="High">Upper end of the confidence interval.</param>
/// <param name="Confidence">Its confidence, 0 to 1.</param>
/// <param name="Basis">What was resampled.</param>
/// <param name="CountA">How many of those A has.</param>
/// <param name="CountB">How many of those B has.</param>
public sealed record RatioInterval(double Ratio, double Low, double High, double Confidence, ResampledBasis Basis, int CountA, int CountB);
