using Sluice.Transfer;
using Sluice.Transfer.Items;

namespace Sluice.Sync;

/// <summary>
/// A worker finds out what both sides have under a name. It is counted when that is known: what goes on is counted as what it
/// becomes, what is to be removed when it is, and what ends here now.
/// </summary>
/// <param name="run">The run.</param>
internal abstract class PairLookup(TransferContext run) : SingleTransfer(run)
{
    /// <inheritdoc/>
    internal override void Break(Exception defect)
    {
        if (!HasEnded)
            Run.Ledger.Listed(0);
        base.Break(defect);
    }

    /// <summary>Ends the item here.</summary>
    protected void End(ItemFailure failure)
    {
        Run.Ledger.Listed(0);
        EndFailed(failure);
    }
}
