using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>How one item ended, as a value.</summary>
public sealed record ItemOutcome
{
    /// <summary>How it ended.</summary>
    public required OutcomeKind Kind { get; init; }

    /// <summary>The command that did it: <c>cp</c>, <c>rm</c>, <c>mv</c>, <c>sync</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Where it came from; what was removed.</summary>
    public required Location From { get; init; }

    /// <summary>Where it went; null for a removal, and for an item that was left out before that was known.</summary>
    public Location? To { get; init; }

    /// <summary><see cref="From"/>, fit for a terminal.</summary>
    public string Source => From.ToString()!;

    /// <summary><see cref="To"/>, fit for a terminal; empty when there is none.</summary>
    public string Destination => To?.ToString() ?? "";

    /// <summary>Bytes moved and verified; 0 unless done.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that a dry run would move or remove, as far as sizes are known; null where it is no dry run, or the item stays as it is.</summary>
    public long? PlannedBytes { get; init; }

    /// <summary>Why the dry run of a sync would act: <c>new</c>, <c>size</c>, <c>time</c>, <c>content</c>, or <c>extra</c> for what only the destination has; null elsewhere.</summary>
    public string? Reason { get; init; }

    /// <summary>Checksum of the whole object, as computed from its bytes on the way, or as the store tells it where that was asked for (<see cref="ChecksumReading"/>); null when there is none.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>What the bytes were compared with.</summary>
    public Verification Verified { get; init; }

    /// <summary>Requests made for it, retries included.</summary>
    public int Attempts { get; init; }

    /// <summary>From its first step, memory and waiting for the disk included, to its end; zero for an item that needed none.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The store's error code, or a short name for a local error (<c>DiskFull</c>, <c>Unreadable</c>); empty when done.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>One sentence for people; when done, what was lost or why a moved source stays, and empty when there is nothing to say.</summary>
    public string Message { get => field.Length > 0 || Lost.Count == 0 ? field : $"Not kept: {string.Join("; ", Lost)}."; init; } = "";

    /// <summary>What the source has besides its bytes and the copy has not, or may not have; empty unless done.</summary>
    public IReadOnlyList<AttributeLoss> Lost { get; init; } = [];

    /// <summary>What was asked for of the object besides its bytes (<see cref="TagReading"/>, <see cref="MetadataReading"/>); null elsewhere.</summary>
    public ObjectAttributes? Attributes { get; init; }

    /// <summary>All that the store's headers say of the object, where that was asked for (<see cref="MetadataReading"/>); null elsewhere.</summary>
    public ObjectInfo? Info { get; init; }

    /// <summary>The object's ETag, where that was asked for (<see cref="ChecksumReading"/>); null elsewhere, and when the store told none.</summary>
    public string? ETag { get; init; }

    /// <summary>HTTP status: 200 when the store did what was asked, else that of the answer that refused; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Version of the object that was read, or of the one written when the source is no object; null when the store named none.</summary>
    public string? VersionId { get; init; }

    /// <summary>Request id of the last answer; null when there was none.</summary>
    public string? RequestId { get; init; }
}
