namespace Sluice.Processing.Inputs;

/// <summary>A stream that can be looked ahead by one byte. Reads no further than asked.</summary>
internal sealed class RestOfStream(Stream inner) : Stream
{
    readonly byte[] _ahead = new byte[1];
    bool _hasAhead;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("The length is not known before the end.");

    long _position;

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException("The bytes come once, in their order."); }

    /// <summary>Is shown what is read before who reads it has it; null for nobody.</summary>
    public XzBlocks? Blocks { get; set; }

    /// <summary>True when no byte is left.</summary>
    public bool IsAtEnd => !_hasAhead && !(_hasAhead = inner.Read(_ahead, 0, 1) > 0);

    /// <summary>Passes over bytes of zero, and says how many there were.</summary>
    public int SkipZeros()
    {
        int zeros = 0;
        for (; !IsAtEnd && _ahead[0] == 0; zeros++)
            _hasAhead = false;
        return zeros;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (count == 0)
            return 0;
        int read = 1;
        if (_hasAhead)
            (buffer[offset], _hasAhead) = (_ahead[0], false);
        else
            read = inner.Read(buffer, offset, count);
        _position += read;
        Blocks?.Take(buffer.AsSpan(offset, read));
        return read;
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The bytes come once, in their order.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("An object is read, not written.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read, not written.");
}
