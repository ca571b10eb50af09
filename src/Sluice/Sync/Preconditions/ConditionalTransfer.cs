using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Sync.Preconditions;

/// <summary>
/// A transfer that begins only when all its guards let it. To the scheduler the two are one item: the first step runs
/// the guards, in order, and all others are the transfer's own.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="from">Where the item comes from.</param>
/// <param name="to">Where it goes; null for a removal.</param>
/// <param name="guards">The guards.</param>
/// <param name="next">The transfer; null when the last guard always ends the item.</param>
internal sealed class ConditionalTransfer(TransferContext run, Location from, Location? to, IReadOnlyList<Precondition> guards, WorkItem? next) : ItemTransfer(run)
{
    const int GuardStep = int.MinValue;

    // Guarded by the scheduler's lock.
    bool _asked;
    bool _passed;

    // Written by the worker that asks, read after its step has returned.
    bool _goesOn;

    /// <inheritdoc/>
    public override Location From => from;

    /// <inheritdoc/>
    public override Location? To => to;

    /// <inheritdoc/>
    internal override long AtRisk => _passed ? next!.AtRisk : 0;

    /// <inheritdoc/>
    internal override long Held => _passed ? next!.Held : 0;

    /// <inheritdoc/>
    internal override bool IsLarge => next?.IsLarge ?? false;

    /// <inheritdoc/>
    internal override bool HasStep => _passed ? next!.HasStep : !_asked;

    /// <inheritdoc/>
    internal override bool HasEnded => base.HasEnded || next is { HasEnded: true };

    /// <inheritdoc/>
    internal override int TakeStep()
    {
        if (_passed)
            return next!.TakeStep();
        _asked = true;
        return GuardStep;
    }

    /// <inheritdoc/>
    internal override void RunStep(int step, Worker worker)
    {
        if (step != GuardStep)
        {
            // The transfer knows its workers by this.
            worker.Current = next;
            next!.RunStep(step, worker);
            return;
        }
        // A run within another can end alone: what is left of it is not begun.
        if (Run.Token.IsCancellationRequested)
        {
            EndPending();
            return;
        }
        try
        {
            foreach (Precondition guard in guards)
            {
                if (guard(this, worker) is not { } end)
                    continue;
                EndFailed(end);
                return;
            }
            _goesOn = true;
        }
        catch (OperationCanceledException)
        {
            EndPending();
        }
    }

    /// <inheritdoc/>
    internal override void StepReturned()
    {
        if (!_passed)
        {
            _passed = _goesOn && next is not null;
            return;
        }
        next!.InFlight = InFlight;
        next.StepReturned();
    }

    /// <inheritdoc/>
    internal override void Stop()
    {
        if (next is not null)
        {
            next.InFlight = InFlight;
            next.Stop();
        }
        if (!_asked)
            EndPending();
        _asked = true;
    }

    /// <inheritdoc/>
    internal override void Break(Exception defect)
    {
        if (_goesOn)
            next!.Break(defect);
        else
            base.Break(defect);
    }
}
