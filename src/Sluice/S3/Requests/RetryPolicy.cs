using Sluice.Failures;

namespace Sluice.S3.Requests;

/// <summary>
/// How long to wait before the next attempt. Failures of single requests: full jitter, from 0 to 50 ms, doubling, at most
/// 20 s (AWS Architecture Blog, "Exponential Backoff And Jitter"). A store that says it is overloaded: from 250 ms on and
/// never less than half, so that the nine waits of ten attempts last 35 s at the least and outlive a storm of 30 s.
/// </summary>
internal sealed class RetryPolicy(int seed)
{
    /// <summary>Longest wait, and the most that a store's Retry-After is followed.</summary>
    public static readonly TimeSpan Cap = TimeSpan.FromSeconds(20);

    static readonly TimeSpan Base = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan OverloadBase = TimeSpan.FromMilliseconds(250);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly Random _random = new(seed);

    /// <summary>The wait before retry number <paramref name="retry"/>, from 1.</summary>
    public TimeSpan Delay(int retry, S3Error error)
    {
        bool overloaded = error.Kind == FailureKind.Throttled || error.Status == 503;
        double ceiling = Math.Min(Cap.TotalSeconds, (overloaded ? OverloadBase : Base).TotalSeconds * Math.Pow(2, Math.Min(retry - 1, 20)));
        double jitter;
        lock (_gate)
            jitter = _random.NextDouble();
        TimeSpan delay = TimeSpan.FromSeconds(overloaded ? ceiling * (1 + jitter) / 2 : ceiling * jitter);
        TimeSpan asked = error.RetryAfter is { } after && after < Cap ? after : error.RetryAfter is null ? TimeSpan.Zero : Cap;
        return delay > asked ? delay : asked;
    }
}
