namespace Sluice.Engine.Scheduling;

/// <summary>
/// Hands steps to workers, who ask when they are free, and holds back whoever offers items when the look-ahead is full.
/// Who comes next is <see cref="ReadyQueue"/>' affair.
/// </summary>
internal sealed class WorkScheduler
{
    readonly int _lookAhead;
    readonly Action<WorkScheduler> _startWorker;

    // Idle workers wait on the gate; whoever fills the line waits on _room, so that a pulse always wakes a worker.
    readonly Gate _gate;
    readonly Signal _room;
    readonly Signal _allLeft;

    // Guarded by _gate.
    readonly ReadyQueue _lines;
    int _limit;
    int _workers;
    int _mostWorkers;
    int _idleWorkers;
    bool _producerWaits;
    bool _complete;
    bool _stopped;
    bool _wasBusy;

    /// <summary>A scheduler of no items.</summary>
    /// <param name="lookAhead">Items that may wait before whoever offers them waits too.</param>
    /// <param name="limit">Steps that may be in flight at once, to begin with.</param>
    /// <param name="startWorker">Starts a thread that takes steps until there are none. Called under the lock.</param>
    /// <param name="mostActive">Items that may have begun and not ended.</param>
    /// <param name="mostWorkers">Threads, and so steps in flight, that there may ever be.</param>
    /// <param name="newGate">Makes the locks; for tests. Null: plain ones.</param>
    public WorkScheduler(int lookAhead, int limit, Action<WorkScheduler> startWorker, int mostActive = int.MaxValue, int mostWorkers = int.MaxValue, Func<Gate>? newGate = null)
    {
        newGate ??= static () => new Gate();
        (_lookAhead, _limit, _startWorker, _mostWorkers) = (lookAhead, limit, startWorker, mostWorkers);
        _lines = new ReadyQueue(mostActive);
        _gate = newGate();
        _room = new Signal(newGate(), resets: true);
        _allLeft = new Signal(newGate(), resets: false);
    }

    /// <summary>Steps that may be in flight at once.</summary>
    public int Limit
    {
        get
        {
            using (_gate.Enter())
                return Math.Min(_limit, _mostWorkers);
        }
        set
        {
            using (_gate.Enter())
            {
                _limit = Math.Max(1, value);
                WakeLocked();
            }
        }
    }

    /// <summary>Steps in flight, and those of large items among them.</summary>
    public (int All, int Large) InFlight
    {
        get
        {
            using (_gate.Enter())
                return (_lines.InFlight, _lines.InFlightLarge);
        }
    }

    /// <summary>Bytes that a kill would cost: of small items, and of large ones.</summary>
    public (long Small, long Large) AtRisk
    {
        get
        {
            using (_gate.Enter())
                return _lines.AtRisk;
        }
    }

    /// <summary>What steps in flight may come to together.</summary>
    public StepBounds Bounds
    {
        set
        {
            using (_gate.Enter())
            {
                if (_lines.Bounds == value)
                    return;
                _lines.Bounds = value;
                WakeLocked();
            }
        }
    }

    /// <summary>Bytes that steps in flight keep in memory, and those of steps that have come back, ever.</summary>
    public (long InFlight, long Returned) Held
    {
        get
        {
            using (_gate.Enter())
                return (_lines.Held, _lines.HeldReturned);
        }
    }

    /// <summary>True when since the last call every permit was used and more work was waiting: only then does a change of the limit teach anything.</summary>
    public bool TakeWasBusy()
    {
        using (_gate.Enter())
        {
            bool busy = _wasBusy;
            _wasBusy = _lines.InFlight >= _limit && _lines.HasWork;
            return busy;
        }
    }

    /// <summary>Adds an item; waits while the look-ahead is full. False when the run was stopped.</summary>
    public bool Offer(WorkItem transfer)
    {
        for (bool waited = false; ; waited = true)
        {
            using (_gate.Enter())
            {
                if (_stopped)
                {
                    _room.Set();
                    return false;
                }
                if (_lines.Waiting < _lookAhead)
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
            _room.Wait(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Adds an item without waiting for room: for a step of another item, which that one becomes. False when the run was stopped.</summary>
    public bool Add(WorkItem transfer)
    {
        using (_gate.Enter())
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
        using (_gate.Enter())
        {
            _complete = true;
            _gate.PulseAll();
            if (_workers == 0)
                _allLeft.Set();
        }
    }

    /// <summary>Drops what waits and lets what is active undo its work.</summary>
    public void Stop()
    {
        using (_gate.Enter())
        {
            _stopped = true;
            _complete = true;
            _lines.Stop();
            WakeLocked();
            _gate.PulseAll();
            _room.Set();
            if (_workers == 0)
                _allLeft.Set();
        }
    }

    /// <summary>An active item has a step to give that it had not when last asked.</summary>
    /// <param name="transfer">The item.</param>
    /// <param name="takesIt">The caller is a worker whose step ends now: no other one is woken for it.</param>
    public void Wake(WorkItem transfer, bool takesIt = false)
    {
        using (_gate.Enter())
        {
            if (!_lines.IsActive(transfer))
                return;
            if (transfer.InFlight == 0)
                transfer.StepReturned();
            _lines.Queue(transfer);
            if (!takesIt)
                WakeLocked();
        }
    }

    /// <summary>Waits for a step. False when nothing is left for this worker: the run is over.</summary>
    public bool TryTake(out WorkItem transfer, out int step)
    {
        using (_gate.Enter())
        {
            while (true)
            {
                if (_lines.InFlight < _limit && _lines.Take(_limit, out step) is { } next)
                {
                    transfer = next;
                    if (_producerWaits && _lines.Waiting <= _lookAhead / 2)
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
                _gate.Wait();
                _idleWorkers--;
            }
        }
    }

    /// <summary>Takes a step back after it ran.</summary>
    public void Return(WorkItem transfer)
    {
        using (_gate.Enter())
        {
            _lines.Return(transfer);
            if (_complete && _lines.IsEmpty)
                _gate.PulseAll();
        }
    }

    /// <summary>Waits until every worker has left; false when that takes longer than the time given.</summary>
    public bool WaitForWorkers(TimeSpan atMost) => _allLeft.Wait(atMost);

    // One worker is woken or started; it wakes the next when there is still work.
    void WakeLocked()
    {
        if (!_lines.HasWork)
            return;
        if (_lines.InFlight >= _limit)
            _wasBusy = true;
        else if (!_lines.IsWorthWaking)
            return;
        else if (_idleWorkers > 0)
            _gate.Pulse();
        else if (_workers < Math.Min(_limit, _mostWorkers))
            StartWorkerLocked();
    }

    void StartWorkerLocked()
    {
        _workers++;
        try
        {
            _startWorker(this);
        }
        catch (OutOfMemoryException) when (_workers > 1)
        {
            // What .NET says where no further thread can be started (ulimit -u): those there are do it all.
            _mostWorkers = --_workers;
        }
        catch
        {
            _workers--;
            throw;
        }
    }
}
