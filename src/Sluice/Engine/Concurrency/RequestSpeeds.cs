namespace Sluice.Engine.Concurrency;

/// <summary>How long parts take, per byte: what a part that hangs is compared with. Safe for many threads.</summary>
internal sealed class RequestSpeeds
{
    const int Window = 64;
    const int LeastSamples = 8;
    const double Slow = 4;

    // Shorter ones are all latency, and cost little anyway.
    const long LeastBytes = 1L << 20;

    // A pause of the collector, the disk or the host is no sign of a bad connection.
    const double GraceSeconds = 2;

    readonly Lock _gate = new();
    readonly double[] _secondsPerByte = new double[Window];
    int _count;
    double _p90;

    /// <summary>A part has arrived.</summary>
    public void Add(long bytes, TimeSpan took)
    {
        if (bytes < LeastBytes)
            return;
        lock (_gate)
        {
            _secondsPerByte[_count++ % Window] = took.TotalSeconds / bytes;
            if (_count % LeastSamples != 0)
                return;
            double[] sorted = _secondsPerByte[..Math.Min(_count, Window)];
            Array.Sort(sorted);
            Volatile.Write(ref _p90, sorted[sorted.Length * 9 / 10]);
        }
    }

    /// <summary>True when a request for this many bytes has taken more than four times what nine of ten peers needed.</summary>
    public bool IsSlow(long bytes, TimeSpan elapsed)
    {
        double p90 = Volatile.Read(ref _p90);
        return p90 > 0 && bytes >= LeastBytes && elapsed.TotalSeconds > GraceSeconds + Slow * p90 * bytes;
    }
}
