using Sluice.S3;

namespace Sluice.Benchmarking.Measuring;

/// <summary>What the requests of the measured phase took, and over how many connections they went. Safe for many threads.</summary>
internal sealed class RequestTally(Action<RequestSample>? next)
{
    // A client has at most 1,024 connections at a time; one that opens more than this in a run is not counted exactly.
    const int MostConnections = 1 << 20;

    readonly ValueTally _firstByte = new(), _latency = new();
    readonly HashSet<long> _connections = [];
    volatile bool _measuring;

    /// <summary>Counts samples from now on, and passes them on; what was before is not measured.</summary>
    public void Begin() => _measuring = true;

    /// <summary>Counts none any more.</summary>
    public void End() => _measuring = false;

    /// <summary>Takes the sample of an attempt that has ended.</summary>
    public void Add(RequestSample sample)
    {
        if (!_measuring)
            return;
        if (string.IsNullOrEmpty(sample.ErrorCode))
        {
            if (sample.FirstByte is { } firstByte)
                _firstByte.Add(firstByte.TotalSeconds);
            _latency.Add(sample.Duration.TotalSeconds);
        }
        if (sample.Connection > 0)
        {
            lock (_connections)
                if (_connections.Count < MostConnections)
                    _connections.Add(sample.Connection);
        }
        next?.Invoke(sample);
    }

    /// <summary>Seconds to the first byte of successful requests; null without any.</summary>
    public Distribution? FirstByte => _firstByte.Describe();

    /// <summary>Seconds to the last byte of successful requests; null without any.</summary>
    public Distribution? Latency => _latency.Describe();

    /// <summary>Connections that carried a request.</summary>
    public long Connections
    {
        get
        {
            lock (_connections)
                return _connections.Count;
        }
    }
}
