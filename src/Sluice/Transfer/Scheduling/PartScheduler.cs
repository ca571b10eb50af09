namespace Sluice.Transfer.Scheduling;

/// <summary>
/// Hands steps to workers, who ask when they are free. Items wait in a bounded look-ahead; large and small ones in
/// lines of their own that share the workers by halves, so that neither starves the other. Among large items there
/// are two passes: fair (one that has nothing in flight comes first), then greedy.
/// </summary>
internal sealed class PartScheduler(int lookAhead, int limit, Action<PartScheduler> startWorker) : IDisposable
{
    // Idle workers wait on the gate; whoever fills the line waits on _room, so that a pulse always wakes a worker.
    readonly object _gate = new();
    readonly AutoResetEvent _room = new(false);
    readonly ManualResetEvent _allLeft = new(false);

    // Guarded by _gate.
    readonly Queue<ActiveTransfer> _waitingSmall = new();
    readonly Queue<ActiveTransfer> _waitingLarge = new();
    readonly Queue<ActiveTransfer> _fair = new();
    readonly Queue<ActiveTransfer> _greedy = new();
    readonly HashSet<ActiveTransfer> _active = [];
    int _limit = limit;
    int _inFlight;
    int _inFlightLarge;
    int _activeLarge;
    int _workers;
    int _idleWorkers;
    bool _producerWaits;
    bool _complete;
    bool _stopped;
    bool _wasBusy;

    /// <summary>Steps that may be in flight at once.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
                return _limit;
        }
        set
        {
            lock (_gate)
            {
                _limit = Math.Max(1, value);
                WakeLocked();
            }
        }
    }

    /// <summary>True when since the last call every permit was used and more work was waiting: only then does a change of the limit teach anything.</summary>
    public bool TakeWasBusy()
    {
        lock (_gate)
        {
            bool busy = _wasBusy;
            _wasBusy = _inFlight >= _limit && HasWorkLocked();
            return busy;
        }
    }

    /// <summary>Adds an item; waits while the look-ahead is full. False when the run was stopped.</summary>
    public bool Offer(ActiveTransfer transfer)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_stopped)
                    return false;
                if (_waitingSmall.Count + _waitingLarge.Count < lookAhead)
                {
                    (transfer.IsLarge ? _waitingLarge : _waitingSmall).Enqueue(transfer);
                    WakeLocked();
                    return true;
                }
                _producerWaits = true;
            }
            _room.WaitOne();
        }
    }

    /// <summary>No more items will come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Monitor.PulseAll(_gate);
            if (_workers == 0)
                _allLeft.Set();
        }
    }

    /// <summary>Drops what waits and lets what is active undo its work.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _complete = true;
            _waitingSmall.Clear();
            _waitingLarge.Clear();
            foreach (ActiveTransfer transfer in _active)
            {
                transfer.Stop();
                QueueLocked(transfer);
            }
            _active.RemoveWhere(static t => t.HasEnded && t.InFlight == 0);
            WakeLocked();
            Monitor.PulseAll(_gate);
            _room.Set();
            if (_workers == 0)
                _allLeft.Set();
        }
    }

    /// <summary>An active item has a step to give that it had not when last asked.</summary>
    public void Wake(ActiveTransfer transfer)
    {
        lock (_gate)
            if (_active.Contains(transfer))
            {
                if (transfer.InFlight == 0)
                    transfer.StepReturned();
                QueueLocked(transfer);
                WakeLocked();
            }
    }

    /// <summary>Waits for a step. False when nothing is left for this worker: the run is over.</summary>
    public bool TryTake(out ActiveTransfer transfer, out int step)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_inFlight < _limit && NextLocked() is { } next)
                {
                    step = next.TakeStep();
                    transfer = next;
                    next.InFlight++;
                    _inFlight++;
                    if (next.IsLarge)
                        _inFlightLarge++;
                    QueueLocked(next);
                    WakeLocked();
                    return true;
                }
                if (_complete && _active.Count == 0 && _waitingSmall.Count + _waitingLarge.Count == 0)
                {
                    if (--_workers == 0)
                        _allLeft.Set();
                    transfer = null!;
                    step = 0;
                    return false;
                }
                _idleWorkers++;
                Monitor.Wait(_gate);
                _idleWorkers--;
            }
        }
    }

    /// <summary>Takes a step back after it ran.</summary>
    public void Return(ActiveTransfer transfer)
    {
        lock (_gate)
        {
            transfer.InFlight--;
            _inFlight--;
            if (transfer.IsLarge)
                _inFlightLarge--;
            transfer.StepReturned();
            if (transfer.HasEnded && transfer.InFlight == 0)
            {
                _active.Remove(transfer);
                if (transfer.IsLarge)
                    _activeLarge--;
                if (_complete && _active.Count == 0)
                    Monitor.PulseAll(_gate);
            }
            else
            {
                QueueLocked(transfer);
            }
        }
    }

    /// <summary>Waits until every worker has left; false when that takes longer than the time given.</summary>
    public bool WaitForWorkers(TimeSpan atMost) => _allLeft.WaitOne(atMost);

    /// <summary>Frees the events. Only after every worker has left.</summary>
    public void Dispose()
    {
        _room.Dispose();
        _allLeft.Dispose();
    }

    // 1 Large items that have nothing in flight.
    // 2 The line, small or large, that has fewer steps in flight.
    // 3 More parts of large items that are active already.
    ActiveTransfer? NextLocked()
    {
        if (DequeueLocked(_fair) is { } fair)
            return fair;
        bool smallFirst = _waitingSmall.Count > 0 && _inFlight - _inFlightLarge <= _inFlightLarge;
        if (smallFirst)
            return AdmitLocked(_waitingSmall);
        if (_waitingLarge.Count > 0 && (_greedy.Count == 0 || _activeLarge < Math.Max(2, _limit / 2)))
            return AdmitLocked(_waitingLarge);
        if (DequeueLocked(_greedy) is { } greedy)
            return greedy;
        return _waitingLarge.Count > 0 ? AdmitLocked(_waitingLarge) : _waitingSmall.Count > 0 ? AdmitLocked(_waitingSmall) : null;
    }

    ActiveTransfer AdmitLocked(Queue<ActiveTransfer> waiting)
    {
        ActiveTransfer transfer = waiting.Dequeue();
        _active.Add(transfer);
        if (transfer.IsLarge)
            _activeLarge++;
        if (_producerWaits && _waitingSmall.Count + _waitingLarge.Count <= lookAhead / 2)
        {
            _producerWaits = false;
            _room.Set();
        }
        return transfer;
    }

    static ActiveTransfer? DequeueLocked(Queue<ActiveTransfer> ready)
    {
        while (ready.TryDequeue(out ActiveTransfer? transfer))
        {
            transfer.IsQueued = false;
            if (transfer.HasStep)
                return transfer;
        }
        return null;
    }

    void QueueLocked(ActiveTransfer transfer)
    {
        if (transfer.IsQueued || !transfer.HasStep)
            return;
        transfer.IsQueued = true;
        (transfer.InFlight == 0 ? _fair : _greedy).Enqueue(transfer);
    }

    bool HasWorkLocked() => _fair.Count + _greedy.Count + _waitingSmall.Count + _waitingLarge.Count > 0;

    // One worker is woken or started; it wakes the next when there is still work.
    void WakeLocked()
    {
        if (!HasWorkLocked())
            return;
        if (_inFlight >= _limit)
            _wasBusy = true;
        else if (_idleWorkers > 0)
            Monitor.Pulse(_gate);
        else if (_workers < _limit)
        {
            _workers++;
            startWorker(this);
        }
    }
}
