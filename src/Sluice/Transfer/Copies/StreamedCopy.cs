using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;

namespace Sluice.Transfer.Copies;

/// <summary>Copies that go through this machine: between two stores, and within one that cannot copy.</summary>
internal static class StreamedCopy
{
    /// <summary>True for the error of a store that has no such copies, after all that a copy can do without was left out.</summary>
    public static bool IsWanted(S3Error error) => error.Kind == FailureKind.NotSupported
        || error is { Kind: FailureKind.BadRequest, Code: "NotSupported" or "Unsupported" or "UnsupportedOperation" or "OperationNotSupported" or "NotImplementedError" };

    /// <summary>How a copy moves.</summary>
    public static ItemPlan Plan(TransferContext run, ObjectSource source, S3Client target)
    {
        ItemPlan plan = Planner.StreamingCopy(source.Size, run.Options.PartSize, run.Memory.Limit, target.PartLimits);
        return plan.IsParted && source.Client.IgnoresRanges ? plan with { Kind = PlanKind.StreamingWholeCopy } : plan;
    }

    /// <summary>The transfer of a plan.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="source">What is copied.</param>
    /// <param name="target">Where to.</param>
    /// <param name="fingerprint">What the journal remembers it by; null for nothing.</param>
    /// <param name="earlier">What an earlier run wrote; null when nothing is to be asked.</param>
    /// <param name="whenDone">Called when it has arrived; null for nothing.</param>
    /// <param name="looksFirst">The target's condition is looked at before the first byte.</param>
    public static WorkItem Make(TransferContext run, ItemPlan plan, ObjectSource source, ObjectTarget target, UInt128? fingerprint, ResumedObject? earlier, Action? whenDone = null, bool looksFirst = false) => plan.Kind switch
    {
        PlanKind.StreamingCopy => new StreamingCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier, LooksFirst = looksFirst ? target : null, WhenDone = whenDone, Bytes = source.KnownSize },
        PlanKind.StreamingWholeCopy => new StreamingWholeCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier, LooksFirst = looksFirst ? target : null, WhenDone = whenDone },
        _ => new StreamingPartCopy(run, source, target) { Fingerprint = fingerprint, Earlier = earlier, LooksFirst = looksFirst ? target : null, WhenDone = whenDone },
    };

    /// <summary>
    /// Offers what stands in for a copy that the store does not make, when there is such a thing: <paramref name="item"/> is to end
    /// without an outcome then. That the store has no such copies is remembered once this one has arrived.
    /// </summary>
    public static bool TryInstead(TransferContext run, ItemTransfer item, ObjectSource source, ObjectTarget target, bool ofParts)
    {
        // A copy onto itself could lose what cannot be read.
        if (source.Client == target.Client && source.Bucket == target.Bucket && source.Key == target.Key || run.Token.IsCancellationRequested)
            return false;
        ItemPlan plan = Plan(run, source, target.Client);
        if (plan.Kind == PlanKind.Refuse)
            return false;
        run.Add(Make(run, plan, source, target, item.Fingerprint, earlier: null, () => target.Client.LearnWithoutCopies(ofParts)));
        return true;
    }
}
