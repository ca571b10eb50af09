using Sluice.Engine;
using Sluice.Transfer;

namespace Sluice.Sync;

/// <summary>Counts what a sync says of its items besides their kind.</summary>
internal sealed class SyncTally(Action<ItemOutcome>? onOutcome)
{
    /// <summary>Unchanged items.</summary>
    public long Same { get; private set; }

    /// <summary>Copied items, or such as would be.</summary>
    public long Copied { get; private set; }

    /// <summary>Removed items, or such as would be.</summary>
    public long Removed { get; private set; }

    /// <summary>Takes one outcome. Never two at once.</summary>
    public void Take(ItemOutcome outcome)
    {
        bool acted = outcome.Kind == OutcomeKind.Done || outcome is { Kind: OutcomeKind.Skipped, ErrorCode: ItemFailure.Planned };
        if (outcome is { Kind: OutcomeKind.Skipped, ErrorCode: "Same" })
            Same++;
        else if (acted && outcome.To is null)
            Removed++;
        else if (acted)
            Copied++;
        onOutcome?.Invoke(outcome);
    }

    /// <summary>The report of a run that has ended.</summary>
    public SyncReport Report(TransferReport transfer, string? removalProblem) =>
        new() { Transfer = transfer, Same = Same, Copied = Copied, Removed = Removed, RemovalProblem = removalProblem };
}
