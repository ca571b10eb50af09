using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Content;

/// <summary>A transfer that runs what a test wants to run on a worker.</summary>
sealed class OneStep(TransferContext run, Action<ItemTransfer, Worker> step) : SingleTransfer(run)
{
    public override Location From => new LocalLocation("test");

    public override Location? To => null;

    protected override void Move(Worker worker)
    {
        step(this, worker);
        EndPending();
    }
}
