namespace Sluice.S3.Wire.Tls;

/// <summary>
/// TLS over a connected, blocking socket. Used by one thread at a time; a deadline that disposes the socket from elsewhere makes a
/// blocked call throw or end. Failures are exceptions that <see cref="NetworkFault"/> knows.
/// </summary>
internal abstract class TlsChannel : IDisposable
{
    /// <summary>Waits for bytes; 0 at the end of the stream.</summary>
    public abstract int Read(Span<byte> buffer);

    /// <summary>Whether the peer itself ended the stream (close_notify; RFC 8446, 6.1). An end without it may be anybody's cut.</summary>
    public abstract bool SaidGoodbye { get; }

    /// <summary>
    /// What else has arrived, or the rest of a record whose beginning has: never waits for bytes that the peer may not have in mind to
    /// send. 0 when there is nothing. A failure is kept for the next <see cref="Read"/>.
    /// </summary>
    public abstract int ReadMore(Span<byte> buffer);

    /// <summary>Whether bytes that arrived wait here and not in the socket. False also where that cannot be told.</summary>
    public virtual bool HasBuffered => false;

    /// <summary>Sends all of the bytes.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Frees what the channel holds. Sends nothing, for the socket may be stuck, and leaves the socket open.</summary>
    public abstract void Dispose();
}
