using Sluice.Engine;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.Removing;

/// <summary>One item of a tree goes, if it is still the one that was listed.</summary>
internal sealed class EntryRemoval(TransferContext run, Tree tree, TreeEntry entry) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => tree.At(entry);

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        ItemFailure? kept = ItemFailure.From(tree.Remove(entry, read: null));
        Run.Ledger.Ended(kept?.Kind ?? OutcomeKind.Done, 0, Verification.None, (Item: this, kept), static ended => new ItemOutcome
        {
            Kind = ended.kept?.Kind ?? OutcomeKind.Done,
            Operation = ended.Item.Run.Ledger.Operation,
            From = ended.Item.From,
            ErrorCode = ended.kept?.Code ?? "",
            Message = ended.kept?.Message ?? "",
        });
        EndPending();
    }
}
