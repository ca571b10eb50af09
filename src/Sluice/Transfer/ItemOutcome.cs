using Sluice.S3.Checksums;

namespace Sluice.Transfer;

/// <summary>How one item ended, as a value. Source and destination are already fit for a terminal.</summary>
public sealed record ItemOutcome
{
    /// <summary>How it ended.</summary>
    public required OutcomeKind Kind { get; init; }

    /// <summary>What was done: <c>cp</c>, <c>rm</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Where it came from.</summary>
    public required string Source { get; init; }

    /// <summary>Where it went; empty for a removal.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Bytes moved and verified; 0 unless done.</summary>
    public long Bytes { get; init; }

    /// <summary>Checksum of the whole object, as computed from its bytes on the way; null when none was.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>What the bytes were compared with.</summary>
    public Verification Verified { get; init; }

    /// <summary>Requests made for it, retries included.</summary>
    public int Attempts { get; init; }

    /// <summary>The store's error code, or a short name for a local error (<c>DiskFull</c>, <c>Unreadable</c>); empty when done.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>One sentence for people; empty when done.</summary>
    public string Message { get; init; } = "";

    /// <summary>Request id of the last answer; null when there was none.</summary>
    public string? RequestId { get; init; }
}
