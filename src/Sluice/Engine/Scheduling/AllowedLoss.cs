namespace Sluice.Engine.Scheduling;

/// <summary>
/// How many bytes may be on their way that a kill would cost, because they count only when the whole step is done: no more
/// than the line carries in a few seconds, so that on a slow one parts finish one after another. At a limit of the run's own
/// that is known from the start, and fewer connections carry as much. A line that is slow by itself is measured; where
/// fewer at once turn out to be slower (each connection has its own limit) that is taken back. Pure state.
/// </summary>
internal sealed class AllowedLoss
{
    /// <summary>What the run's own limit lets through in so many seconds may be lost.</summary>
    public const double SecondsOfLimit = 2;

    /// <summary>What a slow line carries in so many seconds may be lost.</summary>
    public const double SecondsOfLine = 20;

    // What a socket's buffer takes counts as sent: at first all of it at once, then, on a slow line, a third of it at a time. So
    // the first seconds do not count, and a line is judged by many.
    const double NotCounted = 2;
    const double FirstJudged = 6;
    const double MostMeasured = 20;

    // Fewer connections are compared with more for so long.
    const double Compared = 10;

    // An interval that took longer tells of a processor that was busy elsewhere, and not of the line.
    const double Late = 1;

    // Fewer at once that carry less than this share of what more did are too few.
    const double AsFast = 0.9;

    // While the run falls short of its limit for longer than a pause between parts, it needs more connections.
    const double ShortOfLimit = 2;
    const double More = 1.5;
    const double Less = 0.9;

    readonly Queue<(double Seconds, long Bytes)> _samples = new();
    double _measuredSeconds;
    long _measuredBytes;
    double _since;
    double _before;
    double _short;
    long _ofLine = long.MaxValue;
    long _least;
    long _ofLimit;
    bool _isCut;
    bool _fewerAreSlower;

    /// <summary>Begins with the run's own limit in bytes per second; null for none.</summary>
    public AllowedLoss(double? limit) => _least = _ofLimit = Of(limit);

    /// <summary>Bytes that may be on their way; one step always may.</summary>
    public long Bytes => Math.Min(_ofLine, _ofLimit);

    /// <summary>More is on its way on a slow line than may be: what has hardly begun is to be stopped, and begun again when its turn comes.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Learns from an interval.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="bytes">Bytes moved.</param>
    /// <param name="limit">The run's own limit in bytes per second now; null for none.</param>
    /// <param name="isPaced">That limit held the run back.</param>
    /// <param name="atRisk">Bytes on their way at its end.</param>
    public void Observe(double seconds, long bytes, double? limit, bool isPaced, long atRisk)
    {
        IsExceeded = false;
        ObserveLimit(seconds, bytes, limit, isPaced);
        if (seconds > Late && !_isCut)
        {
            (_since, _measuredSeconds, _measuredBytes) = (0, 0, 0);
            _samples.Clear();
            return;
        }
        _since += seconds;
        if (_fewerAreSlower || _since <= NotCounted)
            return;
        Measure(seconds, bytes);
        if (_since < (_before > 0 ? Compared : FirstJudged) || _measuredBytes == 0)
            return;
        double rate = _measuredBytes / _measuredSeconds;
        if (!_isCut && atRisk <= SecondsOfLine * rate)
            return;
        if (!_isCut)
        {
            // What follows is measured anew.
            (_isCut, IsExceeded, _before, _since, _measuredSeconds, _measuredBytes) = (true, true, rate, 0, 0, 0);
            _samples.Clear();
        }
        else if (_before > 0 && atRisk > 0)
        {
            _fewerAreSlower = rate < AsFast * _before;
            _before = 0;
        }
        _ofLine = _fewerAreSlower ? long.MaxValue : (long)(SecondsOfLine * rate);
    }

    void Measure(double seconds, long bytes)
    {
        _samples.Enqueue((seconds, bytes));
        _measuredSeconds += seconds;
        _measuredBytes += bytes;
        while (_samples.TryPeek(out (double Seconds, long Bytes) oldest) && _measuredSeconds - oldest.Seconds >= MostMeasured)
        {
            _samples.Dequeue();
            _measuredSeconds -= oldest.Seconds;
            _measuredBytes -= oldest.Bytes;
        }
    }

    void ObserveLimit(double seconds, long bytes, double? limit, bool isPaced)
    {
        long least = Of(limit);
        if (least != _least)
            (_least, _ofLimit, _short) = (least, least, 0);
        if (least == long.MaxValue)
            return;
        // A pause, such as that before an answer, says nothing.
        _short = isPaced ? 0 : bytes > 0 ? _short + seconds : _short;
        double allowed = Math.Min(_ofLimit, least * 1000.0) * (isPaced ? Less : _short > ShortOfLimit ? More : 1);
        _ofLimit = Math.Max(least, (long)Math.Min(allowed, long.MaxValue / 2));
    }

    static long Of(double? limit) => limit is { } rate && double.IsFinite(rate) ? (long)Math.Min(SecondsOfLimit * rate, long.MaxValue / 2) : long.MaxValue;
}
