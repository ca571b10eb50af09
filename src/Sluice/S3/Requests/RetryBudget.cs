using Sluice.Failures;

namespace Sluice.S3.Requests;

/// <summary>
/// Bounds the retries of all requests of a client together, so that many workers do not multiply the load on a store that
/// is down. Capacity and prices are those of AWS's standard retry mode (AWS SDKs and Tools Reference Guide, "Retry
/// behavior": 500 tokens, 5 for a retry, 10 after a time-out, a success after a retry gives its price back, any other
/// gives 1). Unlike there an empty budget does not fail the request: tokens also come back with time, and who finds none
/// waits for its turn. So a storm that outlasts the tokens slows the client to 20 retries a second instead of failing
/// every object in flight.
/// </summary>
internal sealed class RetryBudget(TimeProvider clock)
{
    const double Capacity = 500;
    const double Price = 5;
    const double TimeoutPrice = 10;
    const double Reward = 1;
    const double TokensPerSecond = 100;

    /// <summary>Longest wait for a turn; reached by some 600 workers that all retry.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    readonly Lock _gate = new();
    // Guarded by _gate. Negative: what the waiting retries have taken in advance.
    double _tokens = Capacity;
    long _filledAt = clock.GetTimestamp();

    /// <summary>What a retry costs.</summary>
    public static double PriceOf(S3Error error) => error is { Kind: FailureKind.Network, Status: 0 } ? TimeoutPrice : Price;

    /// <summary>Takes the price of a retry; how long to wait before it may be made.</summary>
    public TimeSpan Take(double price)
    {
        lock (_gate)
        {
            RefillLocked();
            _tokens -= price;
            if (_tokens >= 0)
                return TimeSpan.Zero;
            TimeSpan wait = TimeSpan.FromSeconds(-_tokens / TokensPerSecond);
            if (wait <= MaxWait)
                return wait;
            _tokens += price;
            return MaxWait;
        }
    }

    /// <summary>A request succeeded; <paramref name="paid"/> is what its last retry cost, 0 when there was none.</summary>
    public void Succeeded(double paid)
    {
        // Full is where it nearly always is: no need to queue up for that.
        if (paid == 0 && Volatile.Read(ref _tokens) >= Capacity)
            return;
        lock (_gate)
            _tokens = Math.Min(Capacity, _tokens + Math.Max(paid, Reward));
    }

    void RefillLocked()
    {
        long now = clock.GetTimestamp();
        _tokens = Math.Min(Capacity, _tokens + clock.GetElapsedTime(_filledAt, now).TotalSeconds * TokensPerSecond);
        _filledAt = now;
    }
}
