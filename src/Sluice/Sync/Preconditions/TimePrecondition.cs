using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Transfer.Preserving;

namespace Sluice.Sync.Preconditions;

/// <summary>Asks the store for the time that was kept with an object, and ends the item as unchanged when the file has the same.</summary>
internal static class TimePrecondition
{
    /// <summary>How an item ends that needs no copy.</summary>
    public static ItemFailure Unchanged { get; } = new(OutcomeKind.Skipped, "Same", "The same on both sides.");

    /// <summary>The guard of a file and the object of the same name, either of which may be the source.</summary>
    public static Precondition For(ObjectSource stored, DateTimeOffset fileTime, SseCustomerKey? key) => (item, worker) =>
    {
        HeadObjectRequest head = stored.Head with { CustomerKey = key };
        if (item.Head(stored.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error))
            return info.TotalLength == stored.Size && PreservedTimes.Of(info.Attributes) is { } kept && SyncRules.IsSameTime(kept, fileTime) ? Unchanged : null;
        // Not there any more, or not to be looked at: the transfer itself will say what is wrong, if anything is.
        return error.Kind is FailureKind.NotFound or FailureKind.Denied or FailureKind.BadRequest ? null : ItemFailure.From(error);
    };
}
