namespace Sluice.Engine.Scheduling;

/// <summary>
/// How many bytes steps may hold in memory from their first byte to their last: a little more than the least with which of late as much came through
/// as with more. What is held beyond that waits in line, and is no faster (Kleinrock's knee, as BBR seeks it; Cardwell and others, ACM Queue 2016). Every
/// few windows less is held, which shows whether that is enough. Pure state.
/// </summary>
internal sealed class HeldWindow
{
    /// <summary>Held at the least: three objects of 8 MiB.</summary>
    public const long Least = 24 << 20;

    /// <summary>Held before anything is known. What short runs over long ways hold at once decides how long they take; the bound of memory is 100 MiB, of which the process has 30.</summary>
    public const long First = 64 << 20;

    // While more brings more, afterwards, and for a look with less.
    const double GrowGain = 1.5;
    const double Gain = 1.25;
    const double LookGain = 0.8;

    // So much of the best rate is as much; so much more than any before is more.
    const double AsMuch = 0.9;
    const double More = 1.25;

    // Seconds, and rounds of what is held: fewer measure chance. A line that became slow is not waited for.
    const double ShortestWindow = 0.25;
    const double LongestWindow = 2;
    const double Rounds = 2;

    // While each window brings more than the one before, its trend is plain: a round of short runs is worth a look.
    const double ShortestFirst = 0.05;
    const double FirstRounds = 1;

    // Windows that count, and that pass from one look with less to the next.
    const int Remembered = 8;

    readonly double[] _levels = new double[Remembered];
    readonly double[] _rates = new double[Remembered];
    double _seconds, _returned, _held;
    int _windows;
    bool _grows = true;

    /// <summary>Bytes that may be held; one step always may.</summary>
    public long Bytes { get; private set; } = First;

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
        double level = _held / _seconds;
        if (_seconds < (_grows ? ShortestFirst : ShortestWindow) || _returned == 0 || _seconds < LongestWindow && _returned < (_grows ? FirstRounds : Rounds) * level)
            return;
        double rate = _returned / _seconds, before = _rates.Max();
        (_levels[_windows % Remembered], _rates[_windows % Remembered]) = (level, rate);
        _windows++;
        (_seconds, _returned, _held) = (0, 0, 0);
        // 2 The least with which as much came through, and the shortest time that a byte was held (Little's law).
        double knee = double.PositiveInfinity, best = _rates.Max(), stay = double.PositiveInfinity;
        for (int i = 0; i < Math.Min(_windows, Remembered); i++)
        {
            if (_rates[i] >= AsMuch * best)
                knee = Math.Min(knee, _levels[i]);
            stay = Math.Min(stay, _levels[i] / _rates[i]);
        }
        // 3 The next window: where more brought more, half as much again as would be on its way if none waited in line. The look with less is
        //   no look where the least is not less too.
        _grows &= rate > More * before;
        Bytes = rate > More * before ? (long)Math.Max(Least, GrowGain * rate * stay)
            : _windows % Remembered == 0 ? (long)Math.Max(Least / 2, LookGain * knee)
            : (long)Math.Max(Least, Gain * knee);
    }
}
