namespace Sluice.Tests.Support;

/// <summary>
/// A clock that moves only when a test moves it. With <see cref="SkipsWaits"/> every one-shot timer fires at once and the
/// clock jumps to its time: code that waits for hours runs in no time, and the waits can be read off the clock.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<ManualTimer> _timers = [];
    readonly TimeZoneInfo _zone = TimeZoneInfo.Utc;
    DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    TimeSpan _step;

    /// <summary>The moment it begins with.</summary>
    public DateTimeOffset Begins { init => _now = value; }

    /// <summary>The local time zone.</summary>
    public TimeZoneInfo Zone { init => _zone = value; }

    public override TimeZoneInfo LocalTimeZone => _zone;

    /// <summary>One-shot timers fire when they are made.</summary>
    public bool SkipsWaits { get; init; }

    /// <summary>The waits that were skipped.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now + _step;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    /// <summary>Somebody sets the time of day; timestamps and timers do not notice.</summary>
    public void Set(TimeSpan step)
    {
        lock (_gate)
            _step += step;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state, period);
        if (SkipsWaits && period == Timeout.InfiniteTimeSpan && dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (_gate)
            {
                _now += dueTime;
                Waits.Add(dueTime);
            }
            callback(state);
            return timer;
        }
        lock (_gate)
        {
            timer.Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : _now + dueTime;
            _timers.Add(timer);
        }
        return timer;
    }

    /// <summary>Moves the clock and fires what falls due.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end = new(GetTimestamp() + by.Ticks, TimeSpan.Zero);
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due);
                if (next is null)
                {
                    _now = end;
                    return;
                }
                _now = next.Due > _now ? next.Due : _now;
                next.Due = next.Period > TimeSpan.Zero ? next.Due + next.Period : DateTimeOffset.MaxValue;
            }
            next.Fire();
        }
    }

    void Remove(ManualTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        public DateTimeOffset Due { get; set; }
        public TimeSpan Period { get; private set; } = period;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
                (Due, Period) = (clock._now + dueTime, period);
            return true;
        }

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
