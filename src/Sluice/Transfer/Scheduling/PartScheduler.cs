namespace Sluice.Transfer.Scheduling;

/// <summary>
/// Hands steps to workers, who ask when they are free, and holds back whoever offers items when the look-ahead is full.
/// Who comes next is <see cref="TransferLines"/>' affair.
/// </summary>
internal sealed class PartScheduler(int lookAhead, int limit, Action<PartScheduler> startWorker) : IDisposable
{
    // Idle workers wait on the gate; whoever fills the line waits on _room, so that a pulse always wakes a worker.
    readonly object _gate = new();
    readonly AutoResetEvent _room = new(false);
    readonly ManualResetEvent _allLeft = new(false);

    // Guarded by _gate.
    readonly TransferLines _lines = new();
    int _limit = limit;
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
            _wasBusy = _lines.InFlight >= _limit && _lines.HasWork;
            return busy;
        }
    }

    /// <summary>Adds an item; waits while the look-ahead is full. False when the run was stopped.</summary>
    public bool Offer(ActiveTransfer transfer)
    {
        for (bool waited = false; ; waited = true)
        {
            lock (_gate)
            {
                if (_stopped)
                {
                    _room.Set();
                    return false;
                }
                if (_lines.Waiting < lookAhead)
                {
                    _lines.Add(transfer);
                    WakeLocked();
                    // Others may wait too, and the event wakes one.
                    if (waited)
                        _room.Set();
                    return true;
                }
                _producerWaits = true;
            }
            _room.WaitOne();
        }
    }

    /// <summary>Adds an item without waiting for room: for a step of another item, which that one becomes. False when the run was stopped.</summary>
    public bool Add(ActiveTransfer transfer)
    {
        lock (_gate)
        {
            if (_stopped)
                return false;
            _lines.Add(transfer);
            WakeLocked();
            return true;
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
            _lines.Stop();
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
        {
            if (!_lines.IsActive(transfer))
                return;
            if (transfer.InFlight == 0)
                transfer.StepReturned();
            _lines.Queue(transfer);
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
                if (_lines.InFlight < _limit && _lines.Take(_limit, out step) is { } next)
                {
                    transfer = next;
                    if (_producerWaits && _lines.Waiting <= lookAhead / 2)
                    {
                        _producerWaits = false;
                        _room.Set();
                    }
                    WakeLocked();
                    return true;
                }
                if (_complete && _lines.IsEmpty)
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
            _lines.Return(transfer);
            if (_complete && _lines.IsEmpty)
                Monitor.PulseAll(_gate);
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

    // One worker is woken or started; it wakes the next when there is still work.
    void WakeLocked()
    {
        if (!_lines.HasWork)
            return;
        if (_lines.InFlight >= _limit)
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
