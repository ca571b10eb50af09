using Sluice.Failures;
using Sluice.S3;
using Sluice.Sync.Removing;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Sync.Plans;

/// <summary>Carries a plan out: the copies in its order, then the removals, each only on what the plan saw.</summary>
internal sealed class PlanRun(PlanReader plan, TransferContext run, Tree source, Tree destination, SyncTransferFactory transfers, DeferredDeletions removals)
{
    /// <summary>Offers everything. The error is always null: a plan has no listing that could break off.</summary>
    public Failure? Produce()
    {
        foreach (PlanAction action in plan.Actions())
        {
            _ = action.TryGetName(out byte[] name);
            if (action.Source is not { } planned)
            {
                removals.Add(action.Destination!.On(destination, name));
                continue;
            }
            TreeEntry item = planned.On(source, name);
            run.Ledger.Listed(item.Size ?? 0);
            if (!transfers.Offer(item, action.Destination?.On(destination, name), SyncVerdict.IsNew, pinned: true))
                return null;
        }
        removals.CarryOut(destinationItems: 0);
        return null;
    }
}
