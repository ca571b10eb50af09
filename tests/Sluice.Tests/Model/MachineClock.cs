namespace Sluice.Tests.Model;

/// <summary>The clock of one simulated machine: its time of day may be wrong, its timers fire while its program waits in <see cref="Wait"/>.</summary>
public sealed class MachineClock(VirtualTime time, TimeSpan skew) : TimeProvider
{
    static readonly DateTimeOffset Begin = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    readonly List<Timer> _timers = [];

    /// <summary>True within a timer.</summary>
    public bool IsFiring { get; private set; }

    /// <summary>The right time of day.</summary>
    public static DateTimeOffset TimeOf(long ticks) => Begin.AddTicks(ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => time.Now + 1;

    public override DateTimeOffset GetUtcNow() => TimeOf(time.Now) + skew;

    /// <summary>A wait of this program's own: whoever makes a timer without a period waits for it.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state, period) { Due = time.Now + dueTime.Ticks };
        if (period == Timeout.InfiniteTimeSpan)
        {
            time.Sleep(dueTime);
            callback(state);
        }
        else
            _timers.Add(timer);
        return timer;
    }

    /// <summary>Works for so long, while timers fire.</summary>
    public void Wait(TimeSpan work)
    {
        long end = time.Now + work.Ticks;
        while (_timers.Count > 0 && _timers.MinBy(static timer => timer.Due) is { } next && next.Due <= end)
        {
            time.Sleep(TimeSpan.FromTicks(next.Due - time.Now));
            Fire();
        }
        time.Sleep(TimeSpan.FromTicks(Math.Max(0, end - time.Now)));
    }

    /// <summary>Fires what is overdue, as after a freeze; each once.</summary>
    public void Fire()
    {
        if (IsFiring)
            return;
        IsFiring = true;
        try
        {
            foreach (Timer timer in _timers.Where(timer => timer.Due <= time.Now).ToList())
            {
                timer.Due = time.Now + timer.Period.Ticks;
                timer.Callback(timer.State);
            }
        }
        finally
        {
            IsFiring = false;
        }
    }

    sealed class Timer(MachineClock clock, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        public long Due { get; set; }
        public TimeSpan Period => period;
        public TimerCallback Callback => callback;
        public object? State => state;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod) => throw new NotSupportedException();

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
