namespace Sluice.S3.Wire;

/// <summary>
/// Watches the deadlines of all connections of a client with one timer: a timer for each request would cost more than
/// the rest of a small request. A limit is kept to within a quarter of the shortest one, and 250 ms.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    readonly TimeProvider _clock;
    readonly TimeSpan _period;
    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly HashSet<Deadline> _watched = [];
    ITimer? _timer;
    bool _disposed;

    public Watchdog(TimeProvider clock, TimeSpan shortestLimit)
    {
        _clock = clock;
        _period = TimeSpan.FromMilliseconds(Math.Clamp(shortestLimit.TotalMilliseconds / 4, 5, 250));
    }

    /// <summary>The clock's timestamp that lies <paramref name="limit"/> ahead.</summary>
    public long DueAfter(TimeSpan limit) =>
        _clock.GetTimestamp() + (long)Math.Min(limit.TotalSeconds * _clock.TimestampFrequency, long.MaxValue / 2);

    /// <summary>How long it is since a timestamp of the clock.</summary>
    public TimeSpan Since(long timestamp) => _clock.GetElapsedTime(timestamp);

    /// <summary>The clock's timestamp.</summary>
    public long Now => _clock.GetTimestamp();

    /// <summary>Begins to watch a connection.</summary>
    public void Add(Deadline deadline)
    {
        lock (_gate)
        {
            _watched.Add(deadline);
            if (_timer is null && !_disposed)
                _timer = _clock.CreateTimer(static state => ((Watchdog)state!).Check(), this, _period, _period);
        }
    }

    /// <summary>Stops watching a connection; the timer ends with the last one.</summary>
    public void Remove(Deadline deadline)
    {
        lock (_gate)
        {
            if (_watched.Remove(deadline) && _watched.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    void Check()
    {
        long now = _clock.GetTimestamp();
        Deadline[] watched;
        lock (_gate)
            watched = [.. _watched];
        foreach (Deadline deadline in watched)
            deadline.Check(now);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
            _timer = null;
        }
    }
}
