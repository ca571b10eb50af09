using System.Buffers;
using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Storage.Memory;

/// <summary>Fills pooled chunks, each accounted for before it is rented.</summary>
sealed class MemoryBlobWriter(MemoryStore store) : BlobWriter
{
    readonly List<byte[]> _chunks = [];
    int _inLast = MemoryBlob.ChunkSize;
    long _length;
    long _reserved;
    bool _finished;

    public override Memory<byte> GetMemory()
    {
        if (_inLast == MemoryBlob.ChunkSize)
        {
            if (!store.TryReserve(MemoryBlob.ChunkSize))
                throw new RefusalException(Refusal.InsufficientStorage);
            _reserved += MemoryBlob.ChunkSize;
            _chunks.Add(ArrayPool<byte>.Shared.Rent(MemoryBlob.ChunkSize));
            _inLast = 0;
        }
        return _chunks[^1].AsMemory(_inLast);
    }

    public override ValueTask AdvanceAsync(int count, CancellationToken cancellationToken)
    {
        _inLast += count;
        _length += count;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<Blob> FinishAsync(CancellationToken cancellationToken)
    {
        // A million small objects must not hold a whole chunk each.
        if (_chunks.Count > 0 && _inLast <= MemoryBlob.ChunkSize / 2)
        {
            byte[] fitted = _chunks[^1].AsSpan(0, _inLast).ToArray();
            ArrayPool<byte>.Shared.Return(_chunks[^1]);
            _chunks[^1] = fitted;
            store.Return(MemoryBlob.ChunkSize - _inLast);
            _reserved -= MemoryBlob.ChunkSize - _inLast;
        }
        _finished = true;
        return ValueTask.FromResult<Blob>(new MemoryBlob(store, _chunks, _length, _reserved));
    }

    public override ValueTask DisposeAsync()
    {
        if (!_finished)
        {
            _finished = true;
            foreach (byte[] chunk in _chunks)
                ArrayPool<byte>.Shared.Return(chunk);
            store.Return(_reserved);
        }
        return ValueTask.CompletedTask;
    }
}
