namespace Sluice.Inventories.Rows;

/// <summary>
/// A file of gzip with a mark behind its end: a decoder that has come to its end leaves that alone, one that has not takes it and asks for more. .NET's own tells
/// neither that its input was cut nor that something follows (RFC 1952). Owns the file.
/// </summary>
/// <param name="file">The file.</param>
internal sealed class GzipFile(Stream file) : Stream
{
    // It begins no further member, and no byte of it can stand for those that were cut from a length.
    static readonly byte[] EndMark = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    bool _isMarkTaken;

    /// <summary>What is wrong with the file, once its decoder has said that it is at its end; null for nothing.</summary>
    public string? Problem => IsExhausted ? "it is cut off before its end" : _isMarkTaken ? null : "something else follows its end";

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position { get => file.Position; set => throw new NotSupportedException("The bytes come once, in their order."); }

    bool IsExhausted { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = _isMarkTaken ? 0 : file.Read(buffer);
        if (count > 0 || buffer.IsEmpty)
            return count;
        if (_isMarkTaken)
        {
            IsExhausted = true;
            return 0;
        }
        _isMarkTaken = true;
        count = Math.Min(buffer.Length, EndMark.Length);
        EndMark.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The bytes come once, in their order.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A file that is read.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A file that is read.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
