using Sluice.Engine;

namespace Sluice.Processing;

// Its two steps: fetched, it waits for a slot as an item, not as a thread.
internal sealed partial class ObjectProcessing
{
    volatile JobTurn? _turn;

    /// <inheritdoc/>
    internal override bool HasStep => base.HasStep || _turn is { Slot: not null, IsTaken: false };

    /// <inheritdoc/>
    internal override int TakeStep()
    {
        if (base.HasStep)
            return base.TakeStep();
        _turn!.IsTaken = true;
        return 1;
    }

    // Bytes that are still coming belong to this worker's request, and an output that is sent takes a worker whom the next one should not wait for.
    bool Waits()
    {
        if (_held is null || !context.EndsHere)
        {
            _turn = new JobTurn(null, _fields.Relative) { IsTaken = true, Slot = context.Slots.Take(_fields.Relative, Run.Token) };
            return false;
        }
        JobTurn turn = new(this, _fields.Relative);
        _turn = turn;
        // From here on another worker may have it.
        return !context.Slots.Ask(turn);
    }

    // The worker that is done with its item takes the one whose turn has come; before that another one has to.
    void ReturnSlot(bool isLast)
    {
        JobTurn? turn = _turn;
        _turn = null;
        if (turn?.Slot is { } slot)
            context.ReturnSlot(slot, takesIt: isLast);
    }

    /// <inheritdoc/>
    protected override void Drop()
    {
        Leave();
        base.Drop();
    }

    // Gives back whatever it has.
    void Leave()
    {
        ReturnSlot(isLast: true);
        _held?.Dispose();
        // Those that come later wait for the number, whatever became of it.
        if (!_isTold)
            context.Lines?.Write(number, null, default, context.ReturnOutput);
    }
}
