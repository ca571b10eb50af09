namespace Sluice.Client;

/// <summary>A stream that can only be read, and only forward.</summary>
public abstract class ForwardStream : Stream
{
    private protected ForwardStream()
    {
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Not supported.</summary>
    public override long Length => throw new NotSupportedException("The stream is read forward only.");

    /// <summary>Not supported.</summary>
    public override long Position { get => throw new NotSupportedException("The stream is read forward only."); set => throw new NotSupportedException("The stream is read forward only."); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <summary>Does nothing.</summary>
    public override void Flush()
    {
    }

    /// <summary>Not supported.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is read forward only.");

    /// <summary>Not supported.</summary>
    public override void SetLength(long value) => throw new NotSupportedException("The stream is read forward only.");

    /// <summary>Not supported.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is only read.");
}
