using Sluice.S3.Checksums;
using Sluice.Transfer.Content;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>What a verification found of one name.</summary>
/// <param name="Kind">The result.</param>
/// <param name="Name">UTF-8 bytes relative to both sides; empty when a side is a single file or object.</param>
public sealed record VerifyEntry(VerifyEntryKind Kind, ReadOnlyMemory<byte> Name)
{
    /// <summary>Where it is on the first side; null when it is not there.</summary>
    public Location? InA { get; init; }

    /// <summary>Where it is on the second side; null when it is not there.</summary>
    public Location? InB { get; init; }

    /// <summary>Bytes on the first side; null when it is not there.</summary>
    public long? SizeInA { get; init; }

    /// <summary>Bytes on the second side; null when it is not there.</summary>
    public long? SizeInB { get; init; }

    /// <summary>What the result rests on.</summary>
    public ContentEvidence Evidence { get; init; }

    /// <summary>The checksum of the first side's bytes that decided; null when none did.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Why it could not be compared, as a short name or the store's code; empty when it could.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>The same in one sentence; empty when it could.</summary>
    public string Message { get; init; } = "";
}
