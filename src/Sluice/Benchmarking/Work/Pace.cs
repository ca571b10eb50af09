namespace Sluice.Benchmarking.Work;

/// <summary>
/// Says when another object may be begun: as soon as there is room, and not after the time is over. What is handed to the
/// engine is done, so only a little more than it can have under way is handed over while the time counts.
/// </summary>
/// <param name="clock">Clock.</param>
/// <param name="ends">Timestamp after which nothing is begun; null when rounds are counted, and the engine itself holds back.</param>
/// <param name="allowed">Requests in flight that are allowed at present.</param>
internal sealed class Pace(TimeProvider clock, long? ends, Func<int> allowed)
{
    // Enough to keep every worker busy while this thread sleeps, little enough to be done soon after the end.
    const int Least = 16;

    readonly object _gate = new();

    // Guarded by _gate.
    int _underWay;
    int _wakeAt;

    /// <summary>True once the time is over.</summary>
    public bool IsOver => ends is { } end && clock.GetTimestamp() >= end;

    /// <summary>Waits for room; false when the time is over, or the run.</summary>
    public bool TryBegin(CancellationToken stop)
    {
        if (ends is null)
            return !stop.IsCancellationRequested;
        lock (_gate)
        {
            while (true)
            {
                if (stop.IsCancellationRequested || IsOver)
                    return false;
                int most = Least + (2 * allowed());
                if (_underWay < most)
                {
                    _underWay++;
                    return true;
                }
                // Woken when half is done, not for each object. The time-out looks at the clock and the token.
                _wakeAt = most / 2;
                Monitor.Wait(_gate, 50);
                _wakeAt = -1;
            }
        }
    }

    /// <summary>An object has ended.</summary>
    public void Ended()
    {
        if (ends is null)
            return;
        lock (_gate)
        {
            if (--_underWay == _wakeAt)
                Monitor.Pulse(_gate);
        }
    }
}
