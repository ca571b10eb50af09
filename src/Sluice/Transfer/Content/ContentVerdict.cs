using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Content;

/// <summary>What a comparison of two contents found.</summary>
/// <param name="Answer">Whether they are the same.</param>
/// <param name="Evidence">What that rests on.</param>
internal readonly record struct ContentVerdict(ContentAnswer Answer, ContentEvidence Evidence)
{
    /// <summary>Why a side could not be read; null unless <see cref="ContentAnswer.Unreadable"/>.</summary>
    public ItemFailure? Failure { get; init; }

    /// <summary>The checksum of the left side that decided; null when none did.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>What HEAD said of the left object, when it was asked; null otherwise. Saves whoever goes on with it a request.</summary>
    public ObjectInfo? LeftInfo { get; init; }

    /// <summary>As <see cref="LeftInfo"/>, of the right object.</summary>
    public ObjectInfo? RightInfo { get; init; }

    /// <summary>A side could not be read.</summary>
    public static ContentVerdict Unreadable(ItemFailure failure) => new(ContentAnswer.Unreadable, ContentEvidence.None) { Failure = failure };
}
