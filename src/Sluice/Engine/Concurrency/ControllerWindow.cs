namespace Sluice.Engine.Concurrency;

/// <summary>Samples that are judged together.</summary>
internal struct ControllerWindow
{
    /// <summary>
    /// A request costs about as much as this many bytes, on both sides; it makes objects/s and bytes/s one number. Small
    /// objects count by requests and large ones by bytes: a 4 KiB GET is 94 % request, a 16 MiB part 0.4 %.
    /// </summary>
    const double BytesPerRequest = 64 << 10;

    /// <summary>Share of the processors from which on they are busy.</summary>
    public const double CpuSaturated = 0.92;

    /// <summary>From this share on requests are bound by latency.</summary>
    public const double MostlyWaiting = 0.75;

    double _bytes, _requests, _throttles, _cpu, _paced, _waiting, _inFlight, _beside, _answers, _waited;

    /// <summary>Their length.</summary>
    public double Seconds { get; private set; }

    /// <summary>Work that was done per second: what was refused counts for nothing.</summary>
    public readonly double Rate => Seconds > 0 ? (_bytes + Math.Max(0, _requests - _throttles) * BytesPerRequest) / Seconds : 0;

    /// <summary>Body bytes per second.</summary>
    public readonly double BytesPerSecond => Seconds > 0 ? _bytes / Seconds : 0;

    /// <summary>Requests per second.</summary>
    public readonly double RequestsPerSecond => Seconds > 0 ? _requests / Seconds : 0;

    /// <summary>Share of the requests that the store refused, 0 to 1.</summary>
    public readonly double Refused => _throttles > 0 ? Math.Min(1, _throttles / Math.Max(1, _requests)) : 0;

    /// <summary>The share that was refused beyond what may be chance where <paramref name="share"/> is usual: three standard deviations of Poisson's distribution.</summary>
    public readonly double RefusedBeyond(double share)
    {
        double expected = share * _requests;
        return Math.Clamp((_throttles - expected - 3 * Math.Sqrt(expected)) / Math.Max(1, _requests), 0, 1);
    }

    /// <summary>Share of this process's cores that it used, 0 to 1.</summary>
    public readonly double CpuShare => Seconds > 0 ? _cpu / Seconds : 0;

    /// <summary>True when the run's own limits held it back for most of the time.</summary>
    public readonly bool IsPaced => _paced > Seconds / 2;

    /// <summary>More requests cannot bring more: the processors are busy, or the run's own limits hold it back.</summary>
    public readonly bool IsSaturated => CpuShare >= CpuSaturated || IsPaced;

    /// <summary>Share of the requests in flight that waited for the store, 0 to 1.</summary>
    readonly double WaitingShare => _inFlight > 0 ? Math.Min(1, _waiting / _inFlight) : 0;

    /// <summary>Nearly all requests waited for the store, and for nothing of this process.</summary>
    public readonly bool WaitsForStore => WaitingShare >= MostlyWaiting && !IsPaced;

    /// <summary>As many as all requests of small items that were in flight beside large ones waited for the store, as a share of them, 0 to 1; 0 where there were none of either.</summary>
    readonly double WaitingShareBeside => _beside > 0 ? Math.Min(1, _waiting / _beside) : 0;

    /// <summary>Nearly all requests of small items waited for the store while those of large ones were in flight.</summary>
    public readonly bool SmallOnesWait => WaitingShareBeside >= MostlyWaiting && !IsPaced;

    /// <summary>Answers whose wait is known.</summary>
    public readonly double Answers => _answers;

    /// <summary>Seconds that a request waited for its answer, the mean; 0 where none is known.</summary>
    public readonly double Wait => _answers > 0 ? _waited / _answers : 0;

    /// <summary>Adds a sample.</summary>
    public void Add(in ControllerSample sample)
    {
        Seconds += sample.Seconds;
        _bytes += sample.Bytes;
        _requests += sample.Requests;
        _throttles += sample.Throttles;
        _cpu += sample.CpuShare * sample.Seconds;
        _paced += sample.Paced ? sample.Seconds : 0;
        _waiting += sample.Waiting * sample.Seconds;
        _inFlight += sample.InFlight * sample.Seconds;
        _beside += sample.Beside * sample.Seconds;
        _answers += sample.Answers;
        _waited += sample.Waited;
    }
}
