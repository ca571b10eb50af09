namespace Sluice.Probing;

/// <summary>What came of one check.</summary>
/// <param name="Check">The check.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Seen">What was seen, or why nothing can be said; fit for a terminal, empty when there is nothing to add.</param>
public sealed record ProbeFinding(ProbeCheck Check, ProbeVerdict Verdict, string Seen);
