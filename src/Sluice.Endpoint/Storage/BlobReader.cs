namespace Sluice.Endpoint.Storage;

/// <summary>Reads a blob at any offset.</summary>
abstract class BlobReader : IDisposable
{
    /// <summary>At least one byte at <paramref name="offset"/>, either in <paramref name="scratch"/> or in the store's own memory.</summary>
    public abstract ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, Memory<byte> scratch, CancellationToken cancellationToken);

    public abstract void Dispose();
}
