using Sluice.S3.Checksums;

namespace Sluice.Transfer.Content;

/// <summary>What a store says of an object's bytes.</summary>
/// <param name="Recipe">How the value follows from the bytes.</param>
/// <param name="Value">The value.</param>
/// <param name="Evidence">What an agreement rests on.</param>
/// <param name="Certainty">What a disagreement proves; an agreement always proves that the bytes are the same.</param>
internal readonly record struct ContentClaim(ContentRecipe Recipe, ObjectChecksum Value, ContentEvidence Evidence, ClaimCertainty Certainty);
