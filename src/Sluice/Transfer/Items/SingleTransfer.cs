using Sluice.Engine;
using Sluice.Engine.Concurrency;

namespace Sluice.Transfer.Items;

/// <summary>An item that moves in one step.</summary>
internal abstract class SingleTransfer(TransferContext run) : ItemTransfer(run)
{
    bool _taken;

    /// <summary>Bytes of the item, which count only when all have arrived; 0 when nobody knows.</summary>
    internal long Bytes { get; init; }

    /// <inheritdoc/>
    internal override long AtRisk => Bytes;

    /// <inheritdoc/>
    internal override bool IsLarge => false;

    /// <inheritdoc/>
    internal override bool HasStep => !_taken;

    /// <inheritdoc/>
    internal override int TakeStep()
    {
        _taken = true;
        return 0;
    }

    /// <inheritdoc/>
    internal override void RunStep(int step, Worker worker)
    {
        try
        {
            // A run within another can end alone: what is left of it is not begun.
            if (Run.Token.IsCancellationRequested)
                Drop();
            else
            {
                Begun();
                if (!EndsAsDoneBefore(worker) && !EndsAsRefused(worker))
                    Move(worker);
            }
        }
        catch (OperationCanceledException)
        {
            EndPending();
        }
    }

    /// <inheritdoc/>
    internal override void StepReturned() { }

    /// <inheritdoc/>
    internal override void Stop()
    {
        if (!_taken)
            EndPending();
        _taken = true;
    }

    /// <summary>The run is over before a step of it began.</summary>
    protected virtual void Drop() => EndPending();

    /// <summary>Moves the item and ends it.</summary>
    protected abstract void Move(Worker worker);
}
