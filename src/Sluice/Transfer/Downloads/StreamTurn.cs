namespace Sluice.Transfer.Downloads;

/// <summary>
/// Lets items write to standard output one at a time, in the order in which they were made. A large one has it alone, from its beginning to its end; small ones are fetched side by
/// side, as many as a window has bytes for, and are called to write when their turn comes: no thread waits for it. A small one takes its place once, and gives it back once, whatever becomes of it.
/// </summary>
internal sealed class StreamTurn
{
    // Milliseconds between two looks at whether the run was stopped.
    const int StopCheck = 100;

    const long LeastWeight = 16 << 10;

    // Guarded by _gate, on which only the maker of items waits.
    readonly object _gate = new();
    readonly HashSet<long> _over = [];
    readonly Dictionary<long, Action> _parked = [];
    Func<StreamTurn, bool>? _awaited;
    volatile ItemFailure? _broken;
    long _given, _next, _bytes;
    bool _isAlone;

    /// <summary>Why the output took no more; null while it does. Nothing is written behind half an object.</summary>
    public ItemFailure? Broken
    {
        get => _broken;
        set => _broken ??= value;
    }

    /// <summary>Waits until nobody writes or will, and takes the output for one alone; false when the run was cancelled.</summary>
    public bool TakeAlone(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _isAlone = WaitLocked(static turn => turn._next == turn._given, cancellationToken);
    }

    /// <summary>Gives the output back that one had alone.</summary>
    public void ReleaseAlone()
    {
        lock (_gate)
        {
            _isAlone = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next place for a small item, waiting while those before it fill the window; false when the run was cancelled.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="window">Bytes of all that have a place.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="place">Its place, for <see cref="Park"/> and <see cref="Release"/>.</param>
    public bool Take(long bytes, long window, CancellationToken cancellationToken, out long place)
    {
        lock (_gate)
        {
            place = -1;
            // Half of the window has to be free before the next one comes, so that not each that ends wakes who makes them.
            long weight = WeightOf(bytes);
            if (_isAlone || _next < _given && _bytes + weight > window)
                if (!WaitLocked(turn => turn._next == turn._given || turn._bytes + weight <= window / 2, cancellationToken))
                    return false;
            place = _given++;
            _bytes += weight;
            return true;
        }
    }

    /// <summary>True for the place whose turn it is.</summary>
    public bool IsNext(long place)
    {
        lock (_gate)
            return place == _next;
    }

    /// <summary>Waits in a place without a thread; false when its turn has come, and nobody is going to be called.</summary>
    /// <param name="place">The place.</param>
    /// <param name="called">Called once its turn has come, by whoever gives back the place before it.</param>
    public bool Park(long place, Action called)
    {
        lock (_gate)
        {
            if (place == _next)
                return false;
            _parked.Add(place, called);
            return true;
        }
    }

    /// <summary>Gives a place back; who is to be called then, or null.</summary>
    /// <param name="place">The place.</param>
    /// <param name="bytes">What it was taken with.</param>
    public Action? Release(long place, long bytes)
    {
        lock (_gate)
        {
            _bytes -= WeightOf(bytes);
            _parked.Remove(place);
            _over.Add(place);
            while (_over.Remove(_next))
                _next++;
            // Whoever makes items is woken when there is room, and not by each that ends.
            if (_awaited is { } isFree && isFree(this))
                Monitor.Pulse(_gate);
            _parked.Remove(_next, out Action? called);
            return called;
        }
    }

    // Each takes memory for itself, also without a byte.
    static long WeightOf(long bytes) => Math.Max(bytes, LeastWeight);

    bool WaitLocked(Func<StreamTurn, bool> isFree, CancellationToken cancellationToken)
    {
        _awaited = isFree;
        while ((_isAlone || !isFree(this)) && !cancellationToken.IsCancellationRequested)
            Monitor.Wait(_gate, StopCheck);
        _awaited = null;
        return !cancellationToken.IsCancellationRequested;
    }
}
