using System.Buffers;

namespace Sluice.Endpoint.Storage.Memory;

/// <summary>Bytes in chunks of one size; the last may be an array of its own, fitted to what it holds.</summary>
sealed class MemoryBlob(MemoryStore store, List<byte[]> chunks, long length, long reserved) : Blob("", length)
{
    /// <summary>Below the 85,000 bytes from which .NET allocates on the large object heap.</summary>
    public const int ChunkSize = 64 << 10;

    public override BlobReader OpenReader() => new Reader(this);

    protected override void Free()
    {
        foreach (byte[] chunk in chunks)
        {
            if (chunk.Length == ChunkSize)
                ArrayPool<byte>.Shared.Return(chunk);
        }
        chunks.Clear();
        store.Return(reserved);
    }

    sealed class Reader(MemoryBlob blob) : BlobReader
    {
        public override ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, Memory<byte> scratch, CancellationToken cancellationToken)
        {
            int at = (int)(offset % ChunkSize);
            int count = (int)Math.Min(ChunkSize - at, blob.Length - offset);
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(blob.Chunk(offset).AsMemory(at, count));
        }

        public override void Dispose() { }
    }

    byte[] Chunk(long offset) => chunks[(int)(offset / ChunkSize)];
}
