using Sluice.Engine;

namespace Sluice.Processing;

/// <summary>
/// As many slots as programs may run at once, given in the order in which they were asked for. Who asks has its object at hand already. Knows what all
/// objects of the run are doing. Safe for many threads.
/// </summary>
internal sealed class JobSlots : IDisposable
{
    // Milliseconds between two looks at whether the run was stopped.
    const int StopCheck = 100;

    readonly Lock _gate = new();
    // Guarded by _gate. No slot is free while anyone waits.
    readonly Stack<JobSlot> _free = new();
    readonly Queue<JobTurn> _waiting = new();
    readonly JobSlot[] _all;
    readonly TimeProvider _clock;
    // Changed by one instruction each, because a lock more for each object would be felt.
    int _fetching, _publishing, _pausing;

    /// <summary>Makes slots.</summary>
    /// <param name="count">How many.</param>
    /// <param name="clock">Says since when each is taken.</param>
    /// <param name="heard">Told what programs say on stderr, as they say it; null for nobody.</param>
    public JobSlots(int count, TimeProvider clock, Action<ReadOnlySpan<byte>>? heard = null)
    {
        _clock = clock;
        _all = [.. Enumerable.Range(0, count).Select(number => new JobSlot(number, heard))];
        foreach (JobSlot slot in _all)
            _free.Push(slot);
    }

    /// <summary>How it stands now.</summary>
    public ProcessProgress Progress
    {
        get
        {
            lock (_gate)
            {
                JobSlot? slowest = null;
                foreach (JobSlot slot in _all)
                    if (slot.IsTaken && (slowest is null || slot.Since < slowest.Since))
                        slowest = slot;
                return new ProcessProgress
                {
                    Running = _all.Length - _free.Count,
                    Waiting = _waiting.Count,
                    Fetching = Volatile.Read(ref _fetching),
                    Publishing = Volatile.Read(ref _publishing),
                    Pausing = Volatile.Read(ref _pausing),
                    Slowest = slowest is null ? null : Failures.DisplayText.Of(slowest.Name.Span),
                    SlowestTime = slowest is null ? default : _clock.GetElapsedTime(slowest.Since),
                };
            }
        }
    }

    /// <summary>Waits for a slot. Throws <see cref="OperationCanceledException"/>.</summary>
    /// <param name="name">Whose it will be: the object's name.</param>
    /// <param name="token">Ends the wait.</param>
    public JobSlot Take(ReadOnlyMemory<byte> name, CancellationToken token)
    {
        JobTurn turn = new(null, name);
        if (Ask(turn))
            return turn.Slot!;
        lock (turn)
        {
            while (turn.Slot is null)
            {
                if (token.IsCancellationRequested)
                {
                    turn.IsGivenUp = true;
                    throw new OperationCanceledException(token);
                }
                // The time-out looks at the token; a slot that is given wakes at once.
                Monitor.Wait(turn, StopCheck);
            }
            return turn.Slot;
        }
    }

    /// <summary>Asks for a slot: true when the turn has one now; otherwise it will be given one by <see cref="Return"/>.</summary>
    public bool Ask(JobTurn turn)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out JobSlot? slot))
            {
                _waiting.Enqueue(turn);
                return false;
            }
            turn.IsTaken = true;
            turn.Slot = Begin(slot, turn);
            return true;
        }
    }

    /// <summary>Gives one back: to who has waited for longest.</summary>
    /// <returns>The item whose turn has come, which is to be woken; null for none.</returns>
    public WorkItem? Return(JobSlot slot)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out JobTurn? next))
            {
                lock (next)
                {
                    if (next.IsGivenUp)
                        continue;
                    next.Slot = Begin(slot, next);
                    Monitor.Pulse(next);
                }
                return next.Item;
            }
            slot.IsTaken = false;
            _free.Push(slot);
            return null;
        }
    }

    /// <summary>An object is fetched from now on (1), or is no longer (-1).</summary>
    public void CountFetching(int change) => Interlocked.Add(ref _fetching, change);

    /// <summary>An output is published from now on (1), or is no longer (-1).</summary>
    public void CountPublishing(int change) => Interlocked.Add(ref _publishing, change);

    /// <summary>An object waits for its next attempt from now on (1), or does no longer (-1).</summary>
    public void CountPausing(int change) => Interlocked.Add(ref _pausing, change);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (JobSlot slot in _all)
            slot.Kept?.Dispose();
    }

    JobSlot Begin(JobSlot slot, JobTurn turn)
    {
        (slot.Name, slot.Since, slot.IsTaken) = (turn.Name, _clock.GetTimestamp(), true);
        return slot;
    }
}
