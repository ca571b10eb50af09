namespace Sluice.Client.Calls;

/// <summary>One of a bounded number of things that may go on at once; given back by disposing.</summary>
internal readonly struct Permit(SemaphoreSlim of) : IDisposable
{
    /// <summary>Waits for one, without a thread. Throws <see cref="ObjectDisposedException"/> when the client is disposed first.</summary>
    /// <param name="of">Counts them.</param>
    /// <param name="stop">The client is disposed.</param>
    /// <param name="cancellationToken">The caller gave up.</param>
    public static async Task<Permit> TakeAsync(SemaphoreSlim of, CancellationToken stop, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            await of.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(SluiceClient));
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        return new Permit(of);
    }

    /// <inheritdoc/>
    public void Dispose() => of.Release();
}
