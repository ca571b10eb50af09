using System.Buffers;
using System.Text;
using Sluice.S3.Wire;

namespace Sluice.S3.Signing;

/// <summary>Puts UTF-8 text together on the stack, and in pooled memory when it grows beyond.</summary>
internal ref struct ByteBuilder(Span<byte> initial)
{
    Span<byte> _buffer = initial;
    byte[]? _rented;
    int _length;

    /// <summary>What was appended.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _buffer[.._length];

    public void Append(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        if (Ascii.FromUtf16(text, _buffer[_length..], out int written) != OperationStatus.Done)
        {
            Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
            written = HeaderText.Encode(text, _buffer[_length..]);
        }
        _length += written;
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => _length = 0;

    /// <summary>Gives the pooled memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
        _buffer = default;
        _length = 0;
    }

    void Reserve(int count)
    {
        if (_buffer.Length - _length >= count)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, 2 * _buffer.Length));
        Bytes.CopyTo(larger);
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _buffer = _rented = larger;
    }
}
