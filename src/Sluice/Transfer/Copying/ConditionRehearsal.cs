using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.Copying;

/// <summary>A dry run of a write on a condition: looks at what is there now, and writes nothing.</summary>
internal sealed class ConditionRehearsal(TransferContext run, Location from, ObjectTarget target) : SingleTransfer(run)
{
    /// <inheritdoc/>
    public override Location From => from;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        Run.Ledger.Planned(from, target.Location, Bytes, Run.Planned);
        EndPending();
    }
}
