using Sluice.Engine;

namespace Sluice.Transfer;

/// <summary>A run as it stands at one moment.</summary>
public readonly record struct TransferProgress
{
    /// <summary>Items found so far.</summary>
    public long ListedItems { get; init; }

    /// <summary>Bytes of the items found so far, without those that need not move.</summary>
    public long ListedBytes { get; init; }

    /// <summary>True when nothing more will be found: totals and ETA are exact from here on.</summary>
    public bool ListingComplete { get; init; }

    /// <summary>Items that there will be, as counted ahead (<see cref="TransferOptions.CountsAhead"/>): what was there then. Null where nobody counted, before that is done, and once the listing is complete.</summary>
    public long? ExpectedItems { get; init; }

    /// <summary>Bytes of them, without those that need not move as far as that can be told; an estimate. Null as <see cref="ExpectedItems"/> is.</summary>
    public long? ExpectedBytes { get; init; }

    /// <summary>Items that have ended, by outcome; the index is <see cref="OutcomeKind"/>.</summary>
    public OutcomeCounts Outcomes { get; init; }

    /// <summary>Bytes moved so far, those of unfinished items included.</summary>
    public long MovedBytes { get; init; }

    /// <summary>Attempts after the first.</summary>
    public long Retries { get; init; }

    /// <summary>Why, the most frequent first.</summary>
    public IReadOnlyList<RetryReason> RetryReasons { get => field ?? []; init; }

    /// <summary>The largest items of many parts that are under way, the one with the most parts first; three at most.</summary>
    public IReadOnlyList<LargeTransfer> Largest { get => field ?? []; init; }

    /// <summary>What was read of the first side of a comparison, which may be much faster than the other; null where nothing is compared by reading.</summary>
    public SideProgress? FirstSide { get; init; }

    /// <summary>Likewise of the second side.</summary>
    public SideProgress? SecondSide { get; init; }

    /// <summary>Requests in flight that the controller allows at present.</summary>
    public int Concurrency { get; init; }

    /// <summary>Requests in flight, those included that wait to be sent again.</summary>
    public int InFlight { get; init; }

    /// <summary>Time since the run began.</summary>
    public TimeSpan Elapsed { get; init; }
}
