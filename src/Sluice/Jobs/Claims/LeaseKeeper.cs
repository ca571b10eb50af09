using Sluice.Failures;

namespace Sluice.Jobs.Claims;

/// <summary>
/// Renews a claim while its chunk is done, once no more than half of the time is left that a claim lasts at first. When that fails, or has not succeeded when a sixth of that time is left by this
/// machine's own steady clock, the chunk is not this worker's any more: the last sixth is for requests that are under way.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    // Of the time that a claim lasts at first; a little more than half, for timers are not exact.
    const double RenewsBefore = 0.52;

    readonly IChunkQueue _queue;
    readonly ChunkClaim _claim;
    readonly TimeSpan? _first;
    readonly TimeProvider _clock;
    readonly CancellationTokenSource _lost;
    readonly CancellationTokenSource _end = new();
    readonly ITimer? _timer;
    readonly Lock _gate = new();
    // Until when, by the clock, nobody can have taken the claim.
    long _until;

    /// <summary>Begins; a claim that lasts for ever needs nothing.</summary>
    public LeaseKeeper(IChunkQueue queue, ChunkClaim claim, TimeProvider clock, CancellationTokenSource lost)
    {
        (_queue, _claim, _first, _clock, _lost, _until) = (queue, claim, queue.Lasts, clock, lost, UntilOf(claim, queue.Lasts, clock));
        // More often than it renews: what failed is tried again before it is too late.
        if (_first is { } first)
            _timer = clock.CreateTimer(static keeper => ((LeaseKeeper)keeper!).Look(), this, first / 6, first / 6);
    }

    /// <summary>True while nobody can have taken the claim, by the time when the request was sent that renewed it last.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="first">How long claims last at first; null for ever.</param>
    /// <param name="clock">This machine's clock.</param>
    public static bool Holds(ChunkClaim claim, TimeSpan? first, TimeProvider clock) => clock.GetTimestamp() < UntilOf(claim, first, clock);

    static long UntilOf(ChunkClaim claim, TimeSpan? first, TimeProvider clock) =>
        claim.Lasts is { } lasts && first is { } time ? claim.HeldSince + (long)((lasts - time / 6).TotalSeconds * clock.TimestampFrequency) : long.MaxValue;

    /// <summary>Ends the work on the chunk when it may be another one's: a machine that was frozen asks this before it changes anything.</summary>
    public void EndIfOverdue()
    {
        if (_clock.GetTimestamp() >= Volatile.Read(ref _until))
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
                Renew(_first!.Value);
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

    void Renew(TimeSpan first)
    {
        long asked = _clock.GetTimestamp();
        if (_lost.IsCancellationRequested || _claim.Lasts is not { } lasts || lasts - _clock.GetElapsedTime(_claim.HeldSince, asked) is var left && left > first * RenewsBefore)
            return;
        // Nobody may have taken it, but what was looked at before it ran out may be another way by now.
        if (left <= TimeSpan.Zero)
        {
            Lose();
            return;
        }
        try
        {
            if (!_queue.Renew(_claim, _end.Token))
                Lose();
            // What was lost stays lost.
            else if (!_lost.IsCancellationRequested)
            {
                _claim.HeldSince = asked;
                Volatile.Write(ref _until, UntilOf(_claim, first, _clock));
            }
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
