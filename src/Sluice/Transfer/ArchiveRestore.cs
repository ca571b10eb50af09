using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.InPlace;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>
/// Archived objects are asked for, so that they can be read for some days. What is no archive, or is restored or being restored already, is left alone and ends as
/// skipped, with the codes <c>NotArchived</c>, <c>Restored</c> and <c>BeingRestored</c>.
/// </summary>
public sealed record ArchiveRestore : ObjectOperation
{
    /// <summary>Retrieval tiers (S3 User Guide, "Archive retrieval options").</summary>
    public static IReadOnlyList<string> Tiers { get; } = ["Standard", "Bulk", "Expedited"];

    /// <summary>Days that the temporary copy stays, 1 or more.</summary>
    public required int Days { get; init; }

    /// <summary>How fast, of <see cref="Tiers"/>.</summary>
    public string Tier { get; init; } = "Standard";

    /// <summary>The run ends when every object can be read; each is looked at that often until then. Null: it ends when all are asked for.</summary>
    public TimeSpan? WaitInterval { get; init; }

    /// <summary>Customer key of SSE-C objects.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    // A timer takes 49 days; a restore is over in two.
    static readonly TimeSpan LongestWaitInterval = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public override string Name => "restore";

    /// <inheritdoc/>
    public override IEnumerable<string> Problems()
    {
        if (Days < 1)
            yield return "A restored object stays one day at least.";
        if (!Tiers.Contains(Tier))
            yield return $"{DisplayText.Of(Tier)} is no tier of retrieval; those are {string.Join(", ", Tiers)}.";
        if (WaitInterval <= TimeSpan.Zero)
            yield return "The time between two looks must be positive.";
        if (WaitInterval > LongestWaitInterval)
            yield return "The time between two looks is 7 days at most.";
    }

    internal override RunRequest Describe(RunRequest run) => run with { SourceCustomerKey = CustomerKey };

    internal override WorkItem Make(TransferContext run, ObjectSource source, bool dryRun, DoneMark done) => new RestoreItem(run, source, this, dryRun, Waiting);

    // Those that are waited for, of one run.
    RestoreWaits? Waiting { get; init; }

    internal override ObjectOperation ForRun() => WaitInterval is { } interval ? this with { Waiting = new RestoreWaits(interval) } : this;

    internal override void Finish(TransferContext run) => Waiting?.Wait(run);
}
