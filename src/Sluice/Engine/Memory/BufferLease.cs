namespace Sluice.Engine.Memory;

/// <summary>A claim on bytes of a <see cref="MemoryBudget"/>. Dispose it exactly once.</summary>
internal sealed class BufferLease : IDisposable
{
    readonly MemoryBudget _owner;
    byte[]? _bytes;

    internal BufferLease(MemoryBudget owner, byte[] bytes, int length)
    {
        _owner = owner;
        _bytes = bytes;
        (Length, Capacity) = (length, bytes.Length);
    }

    /// <summary>Bytes asked for.</summary>
    public int Length { get; }

    /// <summary>Bytes that it claims.</summary>
    internal int Capacity { get; }

    /// <summary>The bytes; what was in them before is still there.</summary>
    public Span<byte> Span => Memory.Span;

    /// <inheritdoc cref="Span"/>
    public Memory<byte> Memory => _bytes.AsMemory(0, _bytes is null ? throw new ObjectDisposedException(nameof(BufferLease)) : Length);

    /// <summary>Ends the claim while somebody who cannot be stopped may still write to the bytes: they are not lent again.</summary>
    public void Forget()
    {
        if (Interlocked.Exchange(ref _bytes, null) is not null)
            _owner.Forget(this);
    }

    /// <summary>Gives the bytes back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            _owner.Return(this, bytes);
    }
}
