namespace Sluice.Benchmarking.Measuring;

/// <summary>Reads once a second what grows, and keeps what came in each second; notices a clock that is set. Safe for many threads.</summary>
internal sealed class Timeline : IDisposable
{
    // A clock that is only steered (NTP) moves half a millisecond a second at most; a late timer is late for both clocks.
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500), Interval = TimeSpan.FromSeconds(1);

    // A second that was cut off by the end of its phase is none.
    const double FullSecond = 0.9;

    readonly TimeProvider _clock;
    readonly Func<Reading> _read;
    readonly int _cores;
    readonly Lock _gate = new();

    // Guarded by _gate.
    readonly List<(Reading From, Reading To)> _spans = [];
    Reading _last;
    ITimer? _timer;

    /// <summary>Begins.</summary>
    public Timeline(TimeProvider clock, int cores, Func<Reading> read)
    {
        (_clock, _cores, _read) = (clock, cores, read);
        _last = read();
        _timer = clock.CreateTimer(_ => Cut(), null, Interval, Interval);
    }

    /// <summary>By how much the time of day was set in all, forwards or backwards; zero when nobody did.</summary>
    public TimeSpan ClockStep { get; private set; }

    /// <summary>Ends a second now, because a phase does, and says what was read. The next one begins here.</summary>
    public Reading Cut()
    {
        lock (_gate)
        {
            Reading now = _read();
            if (_timer is null || now.At == _last.At)
                return now;
            TimeSpan drift = now.Wall - _last.Wall - _clock.GetElapsedTime(_last.At, now.At);
            if (drift.Duration() > Step)
                ClockStep += drift.Duration();
            _spans.Add((_last, now));
            _last = now;
            _timer.Change(Interval, Interval);
            return now;
        }
    }

    /// <summary>The seconds so far, in order.</summary>
    /// <param name="began">Beginning of the measured phase.</param>
    public IReadOnlyList<BenchSecond> Seconds(long began)
    {
        lock (_gate)
            return [.. _spans.Select(span => Of(span.From, span.To, began))];
    }

    /// <summary>Bytes per second of the full seconds of the measured phase; null without any, and where no bytes moved.</summary>
    public static Distribution? Throughput(IReadOnlyList<BenchSecond> seconds)
    {
        BenchSecond[] full = [.. seconds.Where(static second => second.At > 0 && second.Seconds >= FullSecond)];
        return full.Sum(static second => second.Bytes) == 0 ? null : Distribution.From([.. full.Select(static second => second.Bytes / second.Seconds)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    BenchSecond Of(Reading from, Reading to, long began)
    {
        double seconds = _clock.GetElapsedTime(from.At, to.At).TotalSeconds;
        return new BenchSecond(
            // What lies before is negative, but for the last second of the warm-up, which ends at 0.
            to.At >= began ? _clock.GetElapsedTime(began, to.At).TotalSeconds : -_clock.GetElapsedTime(to.At, began).TotalSeconds,
            seconds,
            // A body that has to be sent again does not count any more.
            Math.Max(0, to.Bytes - from.Bytes),
            to.Requests - from.Requests,
            to.Retries - from.Retries,
            to.Throttles - from.Throttles,
            to.Concurrency,
            Math.Clamp((to.Cpu - from.Cpu).TotalSeconds / seconds / _cores, 0, 1));
    }
}
