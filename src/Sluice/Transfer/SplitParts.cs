namespace Sluice.Transfer;

/// <summary>Parts that a store has taken.</summary>
/// <param name="Parts">The parts, by number.</param>
/// <param name="IsDoubtful">Some came from a store that contradicted itself about which object they are of.</param>
internal sealed record SplitParts(IReadOnlyList<SplitPart> Parts, bool IsDoubtful);
