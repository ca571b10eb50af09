namespace Sluice.Processing.Inputs;

/// <summary>An input as a stream, for those that pull. Reads block.</summary>
/// <param name="input">The input.</param>
/// <param name="first">What was taken of it already, and comes first.</param>
/// <param name="last">Comes behind the end of the input; empty for nothing.</param>
internal sealed class PulledInput(ItemInput input, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> last = default) : Stream
{
    ReadOnlyMemory<byte> _piece = first;
    long _position;

    /// <summary>True once the input has ended, and who reads has been told so, or given what comes behind it.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>True when who reads has asked for more than there is.</summary>
    public bool IsExhausted { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => input.Size >= 0 ? input.Size : throw new NotSupportedException("The length is not known before the end.");

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException("The bytes come once, in their order."); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        if (_piece.IsEmpty && (_piece = input.Next()).IsEmpty)
        {
            _piece = HasEnded ? default : last;
            HasEnded = true;
            if (_piece.IsEmpty)
            {
                IsExhausted = true;
                return 0;
            }
        }
        int count = Math.Min(buffer.Length, _piece.Length);
        _piece.Span[..count].CopyTo(buffer);
        _piece = _piece[count..];
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The bytes come once, in their order.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("An object is read, not written.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read, not written.");
}
