namespace Sluice.Tests.Conformance;

/// <summary>A check of <c>sluice probe</c> that a store of the suite does not pass.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Check">Name of the check.</param>
/// <param name="Why">What it does instead, as seen.</param>
public sealed record ProbeDifference(string Store, string Check, string Why);

/// <summary>The one table of what a probe finds at the stores of the suite.</summary>
public static class ProbeDifferences
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProbeDifference> All { get; } =
    [
    ];
}
