namespace Sluice.Processing;

/// <summary>How long programs that ended well have run: what a share of their median is taken from. Safe for many threads.</summary>
internal sealed class RunTimes
{
    // Fewer say nothing of the next one.
    const int Least = 10;
    const int Kept = 255;
    static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly TimeSpan[] _last = new TimeSpan[Kept];
    long _count;
    TimeSpan _median;

    /// <summary>Takes one.</summary>
    public void Add(TimeSpan wall)
    {
        lock (_gate)
        {
            _last[_count++ % Kept] = wall;
            // The median moves slowly.
            if (_count <= Kept || _count % 16 == 0)
            {
                TimeSpan[] sorted = [.. _last.AsSpan(0, (int)Math.Min(_count, Kept))];
                Array.Sort(sorted);
                _median = sorted[sorted.Length / 2];
            }
        }
    }

    /// <summary>The limit of the next one; null for none, and while too few are known.</summary>
    public TimeSpan? Limit(ProcessTimeout? timeout)
    {
        if (timeout is null or { Time: not null })
            return timeout?.Time;
        lock (_gate)
            return _count < Least ? null : _median * (timeout.PercentOfMedian!.Value / 100) is var limit && limit > LeastTimeout ? limit : LeastTimeout;
    }
}
