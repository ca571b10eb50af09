using Sluice.Pacing;

namespace Sluice.S3;

/// <summary>
/// The bytes of a PUT. They can be read more than once, from any offset, because a request is digested before it is
/// signed and may have to be sent again.
/// </summary>
public abstract class RequestBody : ISending
{
    long _sent;

    /// <summary>Number of bytes; fixed.</summary>
    public abstract long Length { get; }

    /// <summary>Bytes on the way: of those that are framed more than they are.</summary>
    internal virtual long WireLength => Length;

    /// <summary>Bytes that the present attempt has given to the connection, in steps, for who shows progress; bodies that travel with their request's head do not count.</summary>
    internal long Sent
    {
        get => Volatile.Read(ref _sent);
        set => Volatile.Write(ref _sent, value);
    }

    long ISending.Sent => Sent;

    /// <summary>
    /// Reads up to <paramref name="buffer"/>.Length bytes from <paramref name="offset"/> of this body; 0 only at its end.
    /// Throws <see cref="IOException"/> when the source cannot be read or ends early.
    /// </summary>
    public abstract int Read(long offset, Span<byte> buffer);

    /// <summary>The body's memory when it is all in memory, so that it is sent without a copy; else false.</summary>
    public virtual bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    /// <summary>A body of no bytes.</summary>
    public static RequestBody Empty { get; } = new MemoryBody(ReadOnlyMemory<byte>.Empty);
}
