namespace Sluice.Processing;

/// <summary>
/// As many slots as programs may run at once. Who waits for one has its object at hand already, and gets one in the order of asking. Knows what all objects
/// of the run are doing. Safe for many threads.
/// </summary>
internal sealed class JobSlots : IDisposable
{
    readonly Lock _gate = new();
    // Guarded by _gate. No slot is free while anyone waits.
    readonly Stack<JobSlot> _free = new();
    readonly Queue<Waiter> _waiting = new();
    readonly JobSlot[] _all;
    readonly TimeProvider _clock;
    // Changed by one instruction each, because a lock more for each object would be felt.
    int _fetching, _publishing, _pausing;

    /// <summary>Makes slots.</summary>
    /// <param name="count">How many.</param>
    /// <param name="clock">Says since when each is taken.</param>
    public JobSlots(int count, TimeProvider clock)
    {
        _clock = clock;
        _all = [.. Enumerable.Range(0, count).Select(static number => new JobSlot(number))];
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
        Waiter waiter;
        lock (_gate)
        {
            if (_free.TryPop(out JobSlot? free))
                return Begin(free, name);
            _waiting.Enqueue(waiter = new Waiter { Name = name });
        }
        lock (waiter)
        {
            while (waiter.Slot is null)
            {
                if (token.IsCancellationRequested)
                {
                    waiter.HasGone = true;
                    throw new OperationCanceledException(token);
                }
                // The time-out looks at the token; a slot that is given back wakes at once.
                Monitor.Wait(waiter, 100);
            }
            return waiter.Slot;
        }
    }

    /// <summary>Gives one back: to who has waited for longest.</summary>
    public void Return(JobSlot slot)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out Waiter? waiter))
                lock (waiter)
                {
                    if (waiter.HasGone)
                        continue;
                    waiter.Slot = Begin(slot, waiter.Name);
                    Monitor.Pulse(waiter);
                    return;
                }
            slot.IsTaken = false;
            _free.Push(slot);
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

    JobSlot Begin(JobSlot slot, ReadOnlyMemory<byte> name)
    {
        (slot.Name, slot.Since, slot.IsTaken) = (name, _clock.GetTimestamp(), true);
        return slot;
    }

    // Guarded by itself.
    sealed class Waiter
    {
        public ReadOnlyMemory<byte> Name { get; init; }
        public JobSlot? Slot { get; set; }
        public bool HasGone { get; set; }
    }
}
