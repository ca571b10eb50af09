using Sluice.Locations;
using Sluice.Transfer;
using Sluice.Transfer.Parts;
using Sluice.Transfer.Scheduling;

namespace Sluice.Tests.Sync.Content;

/// <summary>A transfer that runs what a test wants to run on a worker.</summary>
sealed class OneStep(RunContext run, Action<ItemTransfer, PartWorker> step) : SingleTransfer(run)
{
    public override Location From => new LocalLocation("test");

    public override Location? To => null;

    protected override void Move(PartWorker worker)
    {
        step(this, worker);
        EndPending();
    }
}
