using Sluice.Failures;

namespace Sluice.S3.Requests;

/// <summary>
/// Bounds the retries of all requests of a client together, so that many workers do not multiply the load on a store that
/// is down. Capacity and prices are those of AWS's standard retry mode (AWS SDKs and Tools Reference Guide, "Retry
/// behavior": 500 tokens, 5 for a retry, 10 after a time-out, a success after a retry gives its price back, any other
/// gives 1). Unlike there an empty budget does not fail the request: tokens also come back with time, and who finds none
/// waits for its turn. So a storm that outlasts the tokens slows the client to 20 retries a second instead of failing
/// every object in flight. Those who wait stand in line, and what succeeds meanwhile moves the line on: each answer of a
/// store that has recovered lets the next retry go, as acknowledgements clock TCP (Jacobson, SIGCOMM 1988).
/// </summary>
internal sealed class RetryBudget(TimeProvider clock)
{
    const double Capacity = 500;
    const double Price = 5;
    const double TimeoutPrice = 10;
    const double Reward = 1;
    const double TokensPerSecond = 100;

    /// <summary>Longest wait for a turn; reached by some 600 workers that all retry. Who would wait longer stands in no line.</summary>
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    readonly Lock _gate = new();
    // Guarded by _gate. Negative: what the waiting retries have taken in advance.
    double _tokens = Capacity;
    long _filledAt = clock.GetTimestamp();
    // Guarded by _gate. All that was ever taken.
    double _taken;
    readonly Queue<RetryTurn> _line = [];

    /// <summary>What a retry costs.</summary>
    public static double PriceOf(S3Error error) => error is { Kind: FailureKind.Network, Status: 0 } ? TimeoutPrice : Price;

    /// <summary>Takes the price of a retry; the turn to wait for before it may be made, null for none.</summary>
    public RetryTurn? Take(double price)
    {
        lock (_gate)
        {
            RefillLocked();
            MoveOnLocked();
            TimeSpan wait = TimeSpan.FromSeconds(Math.Max(0, price - _tokens) / TokensPerSecond);
            if (wait > MaxWait)
                return new RetryTurn(double.PositiveInfinity, MaxWait);
            (_tokens, _taken) = (_tokens - price, _taken + price);
            if (wait == TimeSpan.Zero)
                return null;
            RetryTurn turn = new(_taken, wait);
            _line.Enqueue(turn);
            return turn;
        }
    }

    /// <summary>A request succeeded; <paramref name="paid"/> is what its last retry cost, 0 when there was none.</summary>
    public void Succeeded(double paid)
    {
        // Full is where it nearly always is: no need to queue up for that.
        if (paid == 0 && Volatile.Read(ref _tokens) >= Capacity)
            return;
        lock (_gate)
        {
            RefillLocked();
            _tokens = Math.Min(Capacity, _tokens + Math.Max(paid, Reward));
            MoveOnLocked();
        }
    }

    // What has come in is what was taken and what is left of it, or less what was taken in advance.
    void MoveOnLocked()
    {
        while (_line.TryPeek(out RetryTurn? first) && first.Ticket <= _taken + _tokens)
            _line.Dequeue().Come();
    }

    void RefillLocked()
    {
        long now = clock.GetTimestamp();
        _tokens = Math.Min(Capacity, _tokens + clock.GetElapsedTime(_filledAt, now).TotalSeconds * TokensPerSecond);
        _filledAt = now;
    }
}
