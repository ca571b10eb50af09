using Sluice.Failures;

namespace Sluice.Jobs.Claims;

/// <summary>Renews a claim while its chunk is done, three times in a lease; when that fails, or cannot be told for as long as a lease lasts, the chunk is not this worker's any more.</summary>
internal sealed class LeaseKeeper : IDisposable
{
    readonly IChunkClaims _claims;
    readonly ChunkClaim _claim;
    readonly TimeSpan _lease;
    readonly TimeProvider _clock;
    readonly CancellationTokenSource _lost;
    readonly CancellationTokenSource _end = new();
    readonly ITimer _timer;
    readonly Lock _gate = new();
    long _renewed;

    /// <summary>Begins.</summary>
    public LeaseKeeper(IChunkClaims claims, ChunkClaim claim, TimeSpan lease, TimeProvider clock, CancellationTokenSource lost)
    {
        (_claims, _claim, _lease, _clock, _lost) = (claims, claim, lease, clock, lost);
        _renewed = clock.GetTimestamp();
        _timer = clock.CreateTimer(static keeper => ((LeaseKeeper)keeper!).Renew(), this, lease / 3, lease / 3);
    }

    void Renew()
    {
        // One that takes longer than a third of a lease is not made twice.
        if (!_gate.TryEnter())
            return;
        try
        {
            if (_end.IsCancellationRequested)
                return;
            if (_claims.Renew(_claim, _end.Token))
                _renewed = _clock.GetTimestamp();
            else
                _lost.Cancel();
        }
        catch (FailureException)
        {
            if (_clock.GetElapsedTime(_renewed) >= _lease)
                _lost.Cancel();
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _end.Cancel();
        // What renews at this moment has ended afterwards.
        lock (_gate)
            _end.Dispose();
    }
}
