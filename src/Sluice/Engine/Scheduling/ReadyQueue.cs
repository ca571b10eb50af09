namespace Sluice.Engine.Scheduling;

/// <summary>
/// The items of a run that wait or are active, and who gives the next step. Large and small ones wait in lines of their
/// own that share the workers by halves, so that neither starves the other. Among active large items there are two
/// passes: fair (one that has nothing in flight comes first), then greedy. Guarded by the scheduler's lock.
/// </summary>
/// <param name="mostActive">Items that may have begun and not ended.</param>
internal sealed class ReadyQueue(int mostActive)
{
    readonly Queue<WorkItem> _waitingSmall = new();
    readonly Queue<WorkItem> _waitingLarge = new();
    readonly Queue<WorkItem> _fair = new();
    readonly Queue<WorkItem> _greedy = new();
    readonly HashSet<WorkItem> _active = [];
    int _activeLarge;
    long _atRiskSmall;
    long _atRiskLarge;
    long _heldSmall;
    long _heldLarge;
    // The last step taken was the first of its item.
    bool _hasBegun;

    /// <summary>Items not begun.</summary>
    public int Waiting => _waitingSmall.Count + _waitingLarge.Count;

    /// <summary>Steps taken and not returned.</summary>
    public int InFlight { get; private set; }

    /// <summary>Those of large items among them.</summary>
    public int InFlightLarge { get; private set; }

    /// <summary>Bytes that a kill would cost: of small items, and of large ones.</summary>
    public (long Small, long Large) AtRisk => (_atRiskSmall, _atRiskLarge);

    /// <summary>What steps in flight may come to together.</summary>
    public StepBounds Bounds { get; set; } = new(long.MaxValue, HeldWindow.First, int.MaxValue);

    /// <summary>Bytes that steps in flight keep in memory.</summary>
    public long Held => _heldSmall + _heldLarge;

    /// <summary>Bytes of those steps that have come back, ever.</summary>
    public long HeldReturned { get; private set; }

    /// <summary>True when some item may have a step to give.</summary>
    public bool HasWork => _fair.Count + _greedy.Count + (MayBegin ? Waiting : 0) > 0;

    /// <summary>
    /// True when a worker that sleeps should wake, which costs more than a small object. While items wait for their next step those who are awake begin enough
    /// of them; another worker is woken when a step of them was taken and half are gone.
    /// </summary>
    public bool IsWorthWaking => _fair.Count + _greedy.Count > 0 || HasWork && (HeldBack <= 0 || !_hasBegun && HeldBack <= mostActive / 2);

    // Items that have begun, and wait for what no worker can give them.
    int HeldBack => mostActive == int.MaxValue ? 0 : _active.Count - InFlight;

    /// <summary>True when nothing waits and nothing is active.</summary>
    public bool IsEmpty => _active.Count == 0 && Waiting == 0;

    /// <summary>True for an item that has begun and not ended.</summary>
    public bool IsActive(WorkItem transfer) => _active.Contains(transfer);

    /// <summary>Adds an item at the end of its line.</summary>
    public void Add(WorkItem transfer)
    {
        (transfer.IsLarge ? _waitingLarge : _waitingSmall).Enqueue(transfer);
        transfer.Entered();
    }

    /// <summary>Lets an active item give steps again.</summary>
    public void Queue(WorkItem transfer)
    {
        if (transfer.IsQueued || !transfer.HasStep)
            return;
        transfer.IsQueued = true;
        (transfer.InFlight == 0 ? _fair : _greedy).Enqueue(transfer);
    }

    /// <summary>Takes a step of whoever comes next; null when nobody has one.</summary>
    /// <param name="limit">Steps that may be in flight at once.</param>
    /// <param name="step">The step.</param>
    public WorkItem? Take(int limit, out int step)
    {
        step = 0;
        _hasBegun = false;
        if (Next(limit) is not { } next)
            return null;
        (long atRisk, long held) = (next.AtRisk, next.Held);
        step = next.TakeStep();
        next.InFlightAtRisk += atRisk;
        AddAtRisk(next, atRisk);
        next.InFlightHeld += held;
        AddHeld(next, held);
        next.InFlight++;
        InFlight++;
        if (next.IsLarge)
            InFlightLarge++;
        Queue(next);
        return next;
    }

    /// <summary>Takes a step back after it ran.</summary>
    public void Return(WorkItem transfer)
    {
        long atRisk = transfer.InFlightAtRisk / transfer.InFlight;
        transfer.InFlightAtRisk -= atRisk;
        AddAtRisk(transfer, -atRisk);
        long held = transfer.InFlightHeld / transfer.InFlight;
        transfer.InFlightHeld -= held;
        AddHeld(transfer, -held);
        HeldReturned += held;
        transfer.InFlight--;
        InFlight--;
        if (transfer.IsLarge)
            InFlightLarge--;
        transfer.StepReturned();
        if (!transfer.HasEnded || transfer.InFlight > 0)
        {
            Queue(transfer);
            return;
        }
        if (_active.Remove(transfer))
            transfer.Left();
        if (transfer.IsLarge)
            _activeLarge--;
    }

    /// <summary>Drops what waits and lets what is active undo its work.</summary>
    public void Stop()
    {
        foreach (WorkItem dropped in _waitingSmall.Concat(_waitingLarge))
            dropped.Left();
        _waitingSmall.Clear();
        _waitingLarge.Clear();
        foreach (WorkItem transfer in _active)
        {
            transfer.Stop();
            Queue(transfer);
        }
        foreach (WorkItem ended in _active.Where(static t => t.HasEnded && t.InFlight == 0).ToList())
        {
            _active.Remove(ended);
            ended.Left();
        }
    }

    bool MayBegin => _active.Count < mostActive;

    // 1 Large items that have nothing in flight.
    // 2 The line, small or large, that has fewer steps in flight.
    // 3 More parts of large items that are active already; also while no other item may begin. They come last, because each
    //   write holds the file's lock in the kernel, so that several writers of one file wait for one another
    //   (docs/performance.md).
    WorkItem? Next(int limit)
    {
        if (Dequeue(_fair) is { } fair)
            return fair;
        if (!MayBegin)
            return Dequeue(_greedy);
        bool hasSmall = _waitingSmall.TryPeek(out WorkItem? small) && Fits(small);
        if (hasSmall && InFlight - InFlightLarge <= InFlightLarge)
            return Admit(_waitingSmall);
        if (_waitingLarge.Count > 0 && FitsLarge && (_fair.Count + _greedy.Count == 0 || _activeLarge < limit))
            return Admit(_waitingLarge);
        if (Dequeue(_greedy) is { } greedy)
            return greedy;
        return hasSmall ? Admit(_waitingSmall) : null;
    }

    bool Fits(WorkItem transfer)
    {
        if (transfer.IsLarge && !FitsLarge || !FitsHeld(transfer))
            return false;
        if (Bounds.AllowedLoss == long.MaxValue)
            return true;
        long before = transfer.IsLarge ? _atRiskLarge : _atRiskSmall;
        return before == 0 || transfer.AtRisk is var bytes && (bytes == 0 || bytes <= Bounds.AllowedLoss - before);
    }

    bool FitsLarge => InFlightLarge < Math.Max(1, Bounds.MostLarge);

    // Small items leave half of the room to large ones, whose parts would never find enough of it beside them.
    bool FitsHeld(WorkItem transfer)
    {
        long held = transfer.Held, own = transfer.IsLarge ? _heldLarge : _heldSmall;
        if (held == 0 || own == 0)
            return true;
        bool leavesHalf = !transfer.IsLarge && _activeLarge + _waitingLarge.Count > 0;
        return held <= Bounds.MostHeld - Held && (!leavesHalf || held <= Bounds.MostHeld / 2 - own);
    }

    void AddHeld(WorkItem transfer, long bytes)
    {
        if (transfer.IsLarge)
            _heldLarge += bytes;
        else
            _heldSmall += bytes;
    }

    void AddAtRisk(WorkItem transfer, long bytes)
    {
        if (transfer.IsLarge)
            _atRiskLarge += bytes;
        else
            _atRiskSmall += bytes;
    }

    WorkItem Admit(Queue<WorkItem> waiting)
    {
        WorkItem transfer = waiting.Dequeue();
        _hasBegun = true;
        _active.Add(transfer);
        if (transfer.IsLarge)
            _activeLarge++;
        return transfer;
    }

    // What must wait until others have finished keeps its place.
    WorkItem? Dequeue(Queue<WorkItem> ready)
    {
        for (int left = ready.Count; left > 0; left--)
        {
            WorkItem transfer = ready.Dequeue();
            bool hasStep = transfer.HasStep;
            if (hasStep && !Fits(transfer))
            {
                ready.Enqueue(transfer);
                continue;
            }
            transfer.IsQueued = false;
            if (hasStep)
                return transfer;
        }
        return null;
    }
}
