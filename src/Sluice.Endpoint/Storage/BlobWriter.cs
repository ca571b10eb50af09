namespace Sluice.Endpoint.Storage;

/// <summary>Receives a body of unknown length with bounded memory. Disposing one that was not finished discards it.</summary>
abstract class BlobWriter : IAsyncDisposable
{
    /// <summary>Where the next bytes go; never empty.</summary>
    public abstract Memory<byte> GetMemory();

    /// <summary>Takes the first <paramref name="count"/> bytes of the last <see cref="GetMemory"/>.</summary>
    public abstract ValueTask AdvanceAsync(int count, CancellationToken cancellationToken);

    /// <summary>The finished blob, held once by the caller; on stable storage where the store is durable.</summary>
    public abstract ValueTask<Blob> FinishAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
