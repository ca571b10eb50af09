namespace Sluice.S3;

/// <summary>
/// An object's headers and its body, still on the wire. Dispose it: a body read to its end gives the connection back
/// to the pool, any other closes it.
/// </summary>
public abstract class GetObjectResponse : IDisposable
{
    /// <summary>What the headers say.</summary>
    public abstract ObjectInfo Info { get; }

    /// <summary>
    /// Reads up to <paramref name="buffer"/>.Length bytes straight from the connection; 0 only at the end of the body.
    /// Throws <see cref="S3Exception"/> (kind Network or Canceled) when the connection fails, stalls or ends early.
    /// </summary>
    public abstract int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the connection back or closes it.</summary>
    protected abstract void Dispose(bool disposing);
}
