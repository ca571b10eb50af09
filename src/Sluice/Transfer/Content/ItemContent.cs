using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Content;

/// <summary>The bytes of one item of one side: what is known of them, and how more can be found out.</summary>
internal abstract class ItemContent
{
    /// <summary>Which side it is of.</summary>
    public required bool IsLeft { get; init; }

    /// <summary>What the store said of the object; null for a file, and before <see cref="Learn"/>.</summary>
    public ObjectInfo? Info { get; protected set; }

    /// <summary>What the store says of the bytes; empty for a file, and before <see cref="Learn"/>.</summary>
    public IReadOnlyList<ContentClaim> Claims { get; protected set; } = [];

    /// <summary>Asks the store; why that failed, or null. Asks nothing for a file.</summary>
    public abstract ItemFailure? Learn();

    /// <summary>Computes a checksum from the bytes, by reading them when it is not known from before.</summary>
    public abstract ItemFailure? Compute(ContentRecipe recipe, out ObjectChecksum value);

    /// <summary>A checksum that is known without reading or asking; null when none is.</summary>
    public abstract ObjectChecksum? Known(ContentRecipe recipe);

    /// <summary>A checksum disagrees with this claim: true when that proves other bytes. May ask the store.</summary>
    public abstract bool Insists(ContentClaim claim);
}
