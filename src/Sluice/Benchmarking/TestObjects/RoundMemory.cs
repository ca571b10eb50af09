namespace Sluice.Benchmarking.TestObjects;

/// <summary>Memory that holds all objects of a round, each at its own place; written anew in each round.</summary>
internal sealed class RoundMemory
{
    // Below what one array can have, and few enough of them.
    const int ChunkSize = 64 << 20;

    readonly byte[]?[] _chunks;

    /// <summary>Reserves room; the bytes are taken when they are first written.</summary>
    public RoundMemory(long length) => _chunks = new byte[(length + ChunkSize - 1) / ChunkSize][];

    /// <summary>Copies bytes to their place. Safe for many threads.</summary>
    public void Write(long at, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int offset = (int)(at % ChunkSize);
            int count = Math.Min(bytes.Length, ChunkSize - offset);
            bytes[..count].CopyTo(Chunk((int)(at / ChunkSize)).AsSpan(offset));
            bytes = bytes[count..];
            at += count;
        }
    }

    byte[] Chunk(int index)
    {
        if (Volatile.Read(ref _chunks[index]) is { } made)
            return made;
        lock (_chunks)
            return _chunks[index] ??= GC.AllocateUninitializedArray<byte>(ChunkSize);
    }
}
