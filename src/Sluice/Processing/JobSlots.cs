using Sluice.Engine;

namespace Sluice.Processing;

/// <summary>
/// As many slots as programs may run at once, given in the order in which they were asked for. Who asks has its object at hand already. Safe for
/// many threads.
/// </summary>
internal sealed class JobSlots : IDisposable
{
    // Milliseconds between two looks at whether the run was stopped.
    const int StopCheck = 100;

    readonly object _gate = new();
    // Guarded by _gate.
    readonly Stack<JobSlot> _free = new();
    readonly Queue<JobTurn> _waiting = new();
    readonly JobSlot[] _all;

    /// <summary>Makes slots.</summary>
    public JobSlots(int count)
    {
        _all = [.. Enumerable.Range(0, count).Select(static number => new JobSlot(number))];
        foreach (JobSlot slot in _all)
            _free.Push(slot);
    }

    /// <summary>Who waits for one, those who gave up included until their turn comes.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Waits for a slot. Throws <see cref="OperationCanceledException"/>.</summary>
    public JobSlot Take(CancellationToken token)
    {
        JobTurn turn = new(null);
        lock (_gate)
        {
            Ask(turn);
            // The time-out looks at the token; a slot that is given wakes at once.
            while (turn.Slot is null && !token.IsCancellationRequested)
                Monitor.Wait(_gate, StopCheck);
            if (turn.Slot is { } slot)
                return slot;
            turn.IsGivenUp = true;
            throw new OperationCanceledException(token);
        }
    }

    /// <summary>Asks for a slot: true when the turn has one now; otherwise it will be given one by <see cref="Return"/>.</summary>
    public bool Ask(JobTurn turn)
    {
        lock (_gate)
        {
            // Whenever one is free nobody waits.
            if (!_free.TryPop(out JobSlot? slot))
            {
                _waiting.Enqueue(turn);
                return false;
            }
            turn.IsTaken = true;
            turn.Slot = slot;
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    /// <returns>The item whose turn has come, which is to be woken; null for none.</returns>
    public WorkItem? Return(JobSlot slot)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out JobTurn? next))
            {
                if (next.IsGivenUp)
                    continue;
                next.Slot = slot;
                if (next.Item is null)
                    Monitor.PulseAll(_gate);
                return next.Item;
            }
            _free.Push(slot);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (JobSlot slot in _all)
            slot.Kept?.Dispose();
    }
}
