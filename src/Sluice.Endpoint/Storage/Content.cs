namespace Sluice.Endpoint.Storage;

/// <summary>The bytes of an object: one blob, or the blobs of its parts in order, which are joined without a copy.</summary>
sealed class Content(Blob[] blobs)
{
    public static Content Empty { get; } = new([]);

    public IReadOnlyList<Blob> Blobs { get; } = blobs;

    public bool TryHold()
    {
        for (int i = 0; i < Blobs.Count; i++)
        {
            if (Blobs[i].TryHold())
                continue;
            for (int held = 0; held < i; held++)
                Blobs[held].Release();
            return false;
        }
        return true;
    }

    public void Release()
    {
        foreach (Blob blob in Blobs)
            blob.Release();
    }

    /// <summary>Reads a range in order, a piece at a time. The caller holds the content.</summary>
    public async Task ReadAsync(long offset, long count, Memory<byte> scratch, Func<ReadOnlyMemory<byte>, ValueTask> sink, CancellationToken cancellationToken)
    {
        foreach (Blob blob in Blobs)
        {
            if (offset >= blob.Length)
            {
                offset -= blob.Length;
                continue;
            }
            long end = Math.Min(blob.Length, offset + count);
            using BlobReader reader = blob.OpenReader();
            while (offset < end)
            {
                ReadOnlyMemory<byte> piece = await reader.ReadAsync(offset, scratch, cancellationToken).ConfigureAwait(false);
                if (piece.Length > end - offset)
                    piece = piece[..(int)(end - offset)];
                await sink(piece).ConfigureAwait(false);
                offset += piece.Length;
                count -= piece.Length;
            }
            offset = 0;
            if (count == 0)
                return;
        }
    }
}
