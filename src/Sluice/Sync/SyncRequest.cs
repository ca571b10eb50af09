using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Names;

namespace Sluice.Sync;

/// <summary>A sync as the user asked for it: make a prefix or directory hold what another one holds.</summary>
public sealed record SyncRequest
{
    /// <summary>The directory or prefix to take from. A slash at its end makes no difference.</summary>
    public required Location Source { get; init; }

    /// <summary>The directory or prefix to bring up to date. A slash at its end makes no difference.</summary>
    public required Location Destination { get; init; }

    /// <summary>When an item counts as unchanged.</summary>
    public SyncComparison Comparison { get; init; }

    /// <summary>The names to act on, relative to both sides; each is looked up on either, and nothing is listed. Null for listings.</summary>
    public NameList? Names { get; init; }

    /// <summary>A name that neither side has is skipped. Default: it is missing, because whoever made the list took it for there.</summary>
    public bool NamesMayBeGone { get; init; }

    /// <summary>Which items take part, on both sides: what is left out is neither copied nor removed.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>Copy only what the destination has nothing of (<see cref="CopyRequest.NoClobber"/>); what differs is skipped. Default false.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Remove what the source does not have, after everything has been copied and only when all of it arrived.</summary>
    public bool Delete { get; init; }

    /// <summary>Also remove what <see cref="Filter"/> leaves out. Needs <see cref="Delete"/>.</summary>
    public bool DeleteExcluded { get; init; }

    /// <summary>Most items that may be removed; one more, and none is. Null for no limit.</summary>
    public DeletionLimit? MaxDelete { get; init; }

    /// <summary>Take an empty source for what it is. Default: it is an error, because a mistyped source is empty too.</summary>
    public bool AllowEmptySource { get; init; }

    /// <summary>Where items go under their relative names before they are overwritten or removed; on the destination's store or machine. Null keeps nothing.</summary>
    public Location? Backup { get; init; }

    /// <summary>What written objects get besides their bytes, as in <see cref="CopyRequest.Attributes"/>.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <inheritdoc cref="CopyRequest.Carried"/>
    public CarriedAttributes Carried { get; init; } = CarriedAttributes.Default;

    /// <inheritdoc cref="CopyRequest.TagsRequired"/>
    public bool TagsRequired { get; init; }

    /// <summary>What of a file, besides its bytes, is kept with its object. Default its time, which a later sync compares.</summary>
    public Preserve Preserve { get; init; } = Preserve.Time;

    /// <summary>Customer key of SSE-C sources.</summary>
    public SseCustomerKey? SourceCustomerKey { get; init; }

    /// <summary>Enter symbolic links to directories, on both sides. Nothing is ever removed through one.</summary>
    public bool FollowDirectoryLinks { get; init; }

    /// <summary>What of a local source is left out and counted as skipped; the destination keeps what it has of it. Default nothing: it is a failure by name.</summary>
    public LocalSkip Skips { get; init; }

    /// <inheritdoc cref="CopyRequest.AppendOk"/>
    public bool AppendOk { get; init; }

    /// <summary>Find out what there is to do and report it; nothing is written but <see cref="PlanFile"/>.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where a dry run writes its plan; null for nowhere. A file of that name is replaced when the plan is complete.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Where the run keeps what makes it resumable; null keeps nothing.</summary>
    public JournalRequest? Journal { get; init; }

    /// <summary>Told what could not be as it should and did not stop the run, such as that no lock could be made; null tells nobody.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>Called once for every item when it has ended, from many threads but never two at once. Unchanged items end as skipped with the code <c>Same</c>.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }
}
