namespace Sluice.Engine.Scheduling;

/// <summary>
/// How many bytes steps may hold in memory from their first byte to their last: half as much again as the way carries in the time that a byte
/// is held, as BBR bounds what is in flight (Cardwell and others, ACM Queue 2016). More of them would wait in line, and be no faster.
/// The rate is the best of late, the time the least of late: every few windows less than the way carries is held, which shows how long a byte takes
/// when it does not wait for others. Pure state.
/// </summary>
internal sealed class HeldWindow
{
    /// <summary>Held before anything is known, and at the least: three parts of 8 MiB.</summary>
    public const long Least = 24 << 20;

    const double Gain = 1.5;
    const double LookGain = 0.75;

    // Seconds, and rounds of what is held: fewer measure chance. A line that became slow is not waited for.
    const double ShortestWindow = 0.25;
    const double LongestWindow = 2;
    const double Rounds = 2;

    // Windows that count, and that pass from one look with less to the next.
    const int Remembered = 8;

    readonly double[] _times = new double[Remembered];
    readonly double[] _rates = new double[Remembered];
    double _seconds, _returned, _held;
    int _windows;

    /// <summary>Bytes that may be held; one step always may.</summary>
    public long Bytes { get; private set; } = Least;

    /// <summary>Learns from an interval.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="returned">Bytes of the steps that ended in it.</param>
    /// <param name="held">Bytes held at its end.</param>
    public void Observe(double seconds, long returned, long held)
    {
        // 1 While nothing is held nothing is learnt.
        if (held == 0 && returned == 0)
            return;
        _seconds += seconds;
        _returned += returned;
        _held += held * seconds;
        double mean = _held / _seconds;
        if (_seconds < ShortestWindow || _returned == 0 || _seconds < LongestWindow && _returned < Rounds * mean)
            return;
        // 2 By Little's law a byte was held for what was held by what came through.
        int at = _windows++ % Remembered;
        _rates[at] = _returned / _seconds;
        _times[at] = mean / _rates[at];
        (_seconds, _returned, _held) = (0, 0, 0);
        (double rate, double time) = (_rates[at], _times[at]);
        for (int i = 0; i < Math.Min(_windows, Remembered); i++)
            (rate, time) = (Math.Max(rate, _rates[i]), Math.Min(time, _times[i]));
        // 3 The next window; the look with less is no look where the least is not less too.
        Bytes = _windows % Remembered == 0 ? (long)Math.Max(Least / 2, LookGain * rate * time) : (long)Math.Max(Least, Gain * rate * time);
    }
}
