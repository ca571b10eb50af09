using Sluice.S3;

namespace Sluice.Jobs.Proofs;

/// <summary>What was found of one item.</summary>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Source">What the source's store says now; null for nothing.</param>
/// <param name="Destination">What the destination's store says now; null for nothing.</param>
/// <param name="NotKept">Names of headers, metadata and tags that the copy has not, or has otherwise.</param>
/// <param name="Why">Why nobody knows; empty otherwise.</param>
internal sealed record ItemProof(ProofVerdict Verdict, ObjectInfo? Source, ObjectInfo? Destination, IReadOnlyList<string> NotKept, string Why);
