using Sluice.Failures;

namespace Sluice.Jobs.Claims;

/// <summary>
/// Renews a claim while its chunk is done, three times while it lasts. When that fails, or has not succeeded for five sixths of that time by this machine's own steady
/// clock, the chunk is not this worker's any more: the last sixth is for requests that are under way.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    readonly IChunkQueue _queue;
    readonly ChunkClaim _claim;
    readonly TimeSpan? _lasts;
    readonly TimeProvider _clock;
    readonly CancellationTokenSource _lost;
    readonly CancellationTokenSource _end = new();
    readonly ITimer? _timer;
    readonly Lock _gate = new();
    long _heldSince;

    /// <summary>Begins; a claim that lasts for ever needs nothing.</summary>
    public LeaseKeeper(IChunkQueue queue, ChunkClaim claim, TimeProvider clock, CancellationTokenSource lost)
    {
        (_queue, _claim, _lasts, _clock, _lost, _heldSince) = (queue, claim, queue.Lasts, clock, lost, claim.HeldSince);
        // Twice as often as it renews: what failed is tried again before it is too late.
        if (_lasts is { } lasts)
            _timer = clock.CreateTimer(static keeper => ((LeaseKeeper)keeper!).Look(), this, lasts / 6, lasts / 6);
    }

    /// <summary>True while nobody can have taken the claim, by the time when the request was sent that renewed it last.</summary>
    /// <param name="lasts">How long it lasts; null for ever.</param>
    /// <param name="since"><see cref="ChunkClaim.HeldSince"/>.</param>
    /// <param name="clock">This machine's clock.</param>
    public static bool Holds(TimeSpan? lasts, long since, TimeProvider clock) => lasts is not { } time || clock.GetElapsedTime(since) < time * 5 / 6;

    /// <summary>Ends the work on the chunk when it may be another one's: a machine that was frozen asks this before it changes anything.</summary>
    public void EndIfOverdue()
    {
        if (!Holds(_lasts, Volatile.Read(ref _heldSince), _clock))
            Lose();
    }

    void Look()
    {
        // A renewal that takes long is not made twice.
        if (!_gate.TryEnter())
        {
            EndIfOverdue();
            return;
        }
        try
        {
            if (!_end.IsCancellationRequested)
                Renew(_lasts!.Value);
        }
        catch (OperationCanceledException)
        {
            // The chunk is done.
        }
        finally
        {
            _gate.Exit();
        }
    }

    void Renew(TimeSpan lasts)
    {
        long asked = _clock.GetTimestamp();
        if (_clock.GetElapsedTime(_heldSince, asked) < lasts * 0.3)
            return;
        try
        {
            if (!_queue.Renew(_claim, _end.Token))
                Lose();
            // What was lost stays lost.
            else if (!_lost.IsCancellationRequested)
                Volatile.Write(ref _heldSince, _claim.HeldSince = asked);
        }
        catch (FailureException)
        {
            EndIfOverdue();
        }
    }

    // Whoever disposes of the source has disposed of this one before; a request may ask at that very moment.
    void Lose()
    {
        try
        {
            _lost.Cancel();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _end.Cancel();
        // What renews at this moment has ended afterwards.
        lock (_gate)
            _end.Dispose();
    }
}
