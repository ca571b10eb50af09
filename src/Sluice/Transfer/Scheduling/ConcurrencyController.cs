namespace Sluice.Transfer.Scheduling;

/// <summary>
/// Finds how many requests should be in flight: one loop over measured throughput. It doubles while that pays, takes a
/// step back when it does not, and now and then tries a few more or a few less. A store that asks to slow down is
/// answered at once (multiplicative decrease), and growth past that point is additive. Pure state: the same samples
/// give the same decisions.
/// </summary>
internal sealed class ConcurrencyController
{
    /// <summary>Enough to hide a LAN's latency, and cheap to undo.</summary>
    public const int DefaultStart = 8;

    /// <summary>Beyond 256 connections published measurements of S3 clients lose throughput rather than gain it.</summary>
    public const int DefaultMaximum = 256;

    /// <summary>
    /// A request costs about as much as this many bytes, on both sides; it makes objects/s and bytes/s one number. Small
    /// objects count by requests and large ones by bytes: a 4 KiB GET is 94 % request, a 16 MiB part 0.4 %.
    /// </summary>
    const double BytesPerRequest = 64 << 10;

    const double DoublingPays = 1.05;
    const double StepPays = 1.03;
    const double SameThroughput = 0.985;
    const double Backoff = 0.7;
    const double CpuSaturated = 0.92;

    // After a throttle: how near to where it came it goes again before a long rest, and how far it then looks beyond.
    const double NearCeiling = 0.95;
    const double RaisedCeiling = 1.1;
    const int SettleSamples = 1;
    const int MeasureSamples = 2;
    const int FirstRest = 6;
    const int LongestRest = 48;

    readonly int _minimum;
    readonly int _maximum;
    Move _move = Move.Measure;
    int _rest = FirstRest;
    int _wait;
    int _settle = SettleSamples;
    int _samples;
    double _work;
    double _seconds;
    int _previousLimit;
    double _previousRate;
    int _ceiling = int.MaxValue;
    bool _probeDownNext = true;

    /// <summary>Begins at <paramref name="start"/> and stays within the limits given.</summary>
    public ConcurrencyController(int start = DefaultStart, int minimum = 1, int maximum = DefaultMaximum)
    {
        _minimum = minimum;
        _maximum = Math.Max(minimum, maximum);
        Limit = Math.Clamp(start, minimum, _maximum);
    }

    enum Move { Measure, Double, StepUp, StepDown, Recover, Rest }

    /// <summary>Requests that may be in flight now.</summary>
    public int Limit { get; private set; }

    /// <summary>Learns from an interval and returns the new limit.</summary>
    public int Observe(in ControllerSample sample)
    {
        // 1 A throttle counts when it is more than a chance: 1 % of the requests. What was measured before it is void.
        if (sample.Throttles > 0 && sample.Throttles * 100 >= sample.Requests)
            return SlowDown();
        // 2 An interval without enough work says nothing about the limit.
        if (!sample.Busy || sample.Seconds <= 0)
        {
            Begin(_move);
            return Limit;
        }
        // 3 The first interval after a change still holds requests from before it.
        if (_settle > 0)
        {
            _settle--;
            return Limit;
        }
        _work += sample.Bytes + sample.Requests * BytesPerRequest;
        _seconds += sample.Seconds;
        if (++_samples < MeasureSamples)
            return Limit;
        // 4 Judge the move that led here, then choose the next.
        double rate = _work / _seconds;
        Judge(rate, sample.CpuShare >= CpuSaturated);
        return Limit;
    }

    int SlowDown()
    {
        _ceiling = Limit;
        Limit = Math.Max(_minimum, (int)(Limit * Backoff));
        _rest = FirstRest;
        _previousRate = 0;
        Begin(Move.Recover);
        _settle = SettleSamples;
        return Limit;
    }

    void Judge(double rate, bool cpuSaturated)
    {
        switch (_move)
        {
            case Move.Double when rate < _previousRate * DoublingPays:
            case Move.StepUp when rate < _previousRate * StepPays:
            case Move.StepDown when rate < _previousRate * SameThroughput:
                // It did not pay: back to where it was, and the next attempt later than this one.
                Limit = _previousLimit;
                _rest = Math.Min(LongestRest, _rest * 2);
                _wait = _rest;
                Begin(Move.Rest);
                return;
            case Move.StepDown:
                // As fast with less: fewer threads and connections for the same work.
                Try(Move.StepDown, Limit - Math.Max(1, Limit / 4), Math.Max(rate, _previousRate));
                return;
            case Move.Recover when Limit + 1 < _ceiling * NearCeiling:
                // Additive increase: what was possible before the throttle needs no proof that it pays.
                Try(Move.Recover, Limit + Math.Max(1, Limit / 16), rate);
                return;
            case Move.Recover:
                _wait = _rest = LongestRest;
                Begin(Move.Rest);
                return;
            case Move.Rest when _wait-- > 0:
                Begin(Move.Rest);
                return;
            case Move.Rest:
                Probe(rate, cpuSaturated);
                return;
            case Move.StepUp:
                _rest = FirstRest;
                Grow(rate, cpuSaturated);
                return;
            default:
                Grow(rate, cpuSaturated);
                return;
        }
    }

    // More requests cannot pay when this process has no CPU left, and are dangerous where the store has complained.
    void Grow(double rate, bool cpuSaturated)
    {
        if (cpuSaturated || Limit >= _maximum)
        {
            _wait = _rest;
            Begin(Move.Rest);
        }
        else if (Limit * 2L <= _ceiling)
            Try(Move.Double, Limit * 2, rate);
        else
            Try(Move.Recover, Limit + 1, rate);
    }

    void Probe(double rate, bool cpuSaturated)
    {
        if (_ceiling <= Limit * 2L && !cpuSaturated)
        {
            // The store may bear more by now.
            _ceiling = (int)Math.Min(int.MaxValue, Math.Max(_ceiling, Limit) * RaisedCeiling + 1);
            Try(Move.Recover, Limit + 1, rate);
            return;
        }
        bool down = _probeDownNext || cpuSaturated || Limit >= _maximum;
        _probeDownNext = !_probeDownNext;
        if (down && Limit > _minimum)
            Try(Move.StepDown, Limit - Math.Max(1, Limit / 4), rate);
        else
            Try(Move.StepUp, Limit + Math.Max(1, Limit / 4), rate);
    }

    void Try(Move move, int limit, double rate)
    {
        limit = Math.Clamp(limit, _minimum, _maximum);
        if (limit == Limit)
        {
            _wait = _rest;
            Begin(Move.Rest);
            return;
        }
        _previousLimit = Limit;
        _previousRate = rate;
        Limit = limit;
        Begin(move);
        _settle = SettleSamples;
    }

    void Begin(Move move)
    {
        _move = move;
        _samples = 0;
        _work = _seconds = 0;
    }
}
