using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Transfer;

/// <summary>What a run did, as counted by its ledger and measured on this process.</summary>
public sealed record TransferReport
{
    /// <summary>Items found.</summary>
    public required long Listed { get; init; }

    /// <summary>How they ended.</summary>
    public required OutcomeCounts Outcomes { get; init; }

    /// <summary>Items with no outcome: listed and not reached before the run stopped.</summary>
    public long Pending => Listed - Outcomes.Ended;

    /// <summary>Bytes of the items that are done.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of these that earlier runs of the same command had moved already. Rates are of the others.</summary>
    public long ResumedBytes { get; init; }

    /// <summary>Items that earlier runs of the same command had done. Part of the skipped ones, but for a sync, which compares again, and a move, whose sources are gone.</summary>
    public long EarlierItems { get; init; }

    /// <summary>Bytes of these, which are not in <see cref="Bytes"/>.</summary>
    public long EarlierBytes { get; init; }

    /// <summary>Items that a dry run would act on.</summary>
    public long Planned { get; init; }

    /// <summary>Bytes of these, as far as sizes are known.</summary>
    public long PlannedBytes { get; init; }

    /// <summary>Sources of a move that were copied and stay, because they lie behind a symbolic link, outside the tree that was named.</summary>
    public long Staying { get; init; }

    /// <summary>Items that were skipped because something of their name was there (<see cref="CopyRequest.NoClobber"/>). Part of <see cref="Outcomes"/>.</summary>
    public long Existing { get; init; }

    /// <summary>Removed objects that their store hides behind a delete marker, because the bucket keeps versions: they can come back.</summary>
    public long Hidden { get; init; }

    /// <summary>Removed objects that had no version id, of a bucket whose versioning is suspended: they are gone for good, and a delete marker has their place.</summary>
    public long NullMarkers { get; init; }

    /// <summary>When the run began, or the first one that it goes on with, by the clock of its stores as far as they told theirs; no later than their first change by it.</summary>
    public DateTimeOffset Began { get; init; }

    /// <summary>The first few paths that were left out, and counted nowhere, because this run itself writes what is there.</summary>
    public IReadOnlyList<string> OwnFiles { get; init; } = [];

    /// <summary>Done items by what their bytes were compared with.</summary>
    public required IReadOnlyDictionary<Verification, long> Verified { get; init; }

    /// <summary>What copies lack of their sources, besides bytes, and how many objects each concerns; at most about a hundred.</summary>
    public IReadOnlyList<AttributeLossCount> Lost { get; init; } = [];

    /// <summary>Wall time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Requests sent, every attempt counted.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that succeeded: with none, nothing could start. 0 for a run within another.</summary>
    public long Successes { get; init; }

    /// <summary>Attempts after the first, and bodies that were fetched again because they broke off or were damaged.</summary>
    public required long Retries { get; init; }

    /// <summary>Why requests were sent again, the most frequent first. Empty for a run within another.</summary>
    public IReadOnlyList<RetryReason> RetryReasons { get; init; } = [];

    /// <summary>Answers that asked to slow down.</summary>
    public required long Throttles { get; init; }

    /// <summary>User and system CPU time of this process during the run.</summary>
    public required TimeSpan UserCpu { get; init; }

    /// <inheritdoc cref="UserCpu"/>
    public required TimeSpan SystemCpu { get; init; }

    /// <summary>Largest resident memory of this process, in bytes.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>What the stores were found to refuse and what is done instead, one sentence each (<see cref="S3Client.Concessions"/>); empty for stores that refused nothing.</summary>
    public IReadOnlyList<string> Concessions { get; init; } = [];

    /// <summary>True when the caller cancelled the run.</summary>
    public bool Interrupted { get; init; }

    /// <summary>True when the journal stays: the same command goes on where this run was.</summary>
    public bool Resumable { get; init; }

    /// <summary>Large items that were under way and that the next run of the same command goes on with, as far as bytes of them arrived.</summary>
    public int KeptItems { get; init; }

    /// <summary>Bytes of these that are where they belong, and need not move again.</summary>
    public long KeptBytes { get; init; }

    /// <summary>The reason why nothing, or nothing more, could be listed; null when the listing was complete.</summary>
    public Failure? ListingError { get; init; }

    /// <summary>True when everything that was asked for arrived.</summary>
    public bool Complete => !Interrupted && ListingError is null && Outcomes.NotArrived == 0 && Pending == 0;
}
