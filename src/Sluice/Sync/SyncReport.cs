using Sluice.Transfer;

namespace Sluice.Sync;

/// <summary>What a sync did.</summary>
public sealed record SyncReport
{
    /// <summary>The ledger and what the run cost.</summary>
    public required TransferReport Transfer { get; init; }

    /// <summary>Items that were the same on both sides.</summary>
    public required long Same { get; init; }

    /// <summary>Items that were copied; in a dry run, that would be.</summary>
    public required long Copied { get; init; }

    /// <summary>Items that were removed from the destination; in a dry run, that would be.</summary>
    public required long Removed { get; init; }

    /// <summary>Items that the source has not, that were to be removed and that stay; each has an outcome that says why.</summary>
    public long Left { get; init; }

    /// <summary>Objects of which a listing told no size or no time, so that their store was asked for each (a HEAD), unless its ETag decided.</summary>
    public long Untold { get; init; }

    /// <summary>Files of remembered checksums that were damaged or cut off and were dropped; what they held was computed anew.</summary>
    public int CacheFilesDropped { get; init; }

    /// <summary>Why nothing was removed although something was to be: one sentence; null when all was.</summary>
    public string? RemovalProblem { get; init; }

    /// <summary>True when the destination now holds what was asked for.</summary>
    public bool Complete => Transfer.Complete && RemovalProblem is null;
}
