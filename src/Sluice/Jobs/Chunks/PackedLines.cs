using System.Buffers;
using System.IO.Compression;

namespace Sluice.Jobs.Chunks;

/// <summary>Lines of text that is compressed by gzip, one after another. Throws <see cref="InvalidDataException"/> for what is none, and for a line, or all of them, that are too long.</summary>
/// <param name="packed">The text.</param>
/// <param name="most">Bytes of all lines at most.</param>
internal sealed class PackedLines(byte[] packed, long most) : IDisposable
{
    // A key of 1,024 bytes is six times as long where JSON escapes all of it; what else an item has is short.
    const int MostLine = 64 << 10;

    readonly GZipStream _text = new(new MemoryStream(packed), CompressionMode.Decompress);
    readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * MostLine);
    long _read;
    int _start, _end;
    bool _isOver;

    /// <summary>The next line, without its end. Valid until the next call.</summary>
    public bool TryNext(out ReadOnlyMemory<byte> line)
    {
        for (int looked = 0; ;)
        {
            int length = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (length >= 0 || _isOver && _end > _start)
            {
                length = length >= 0 ? looked + length : _end - _start;
                line = _buffer.AsMemory(_start, length);
                _start = Math.Min(_end, _start + length + 1);
                return true;
            }
            line = default;
            if (_isOver)
                return false;
            looked = _end - _start;
            if (looked >= MostLine)
                throw new InvalidDataException("A line is too long.");
            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    void Fill()
    {
        if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        int read = _text.Read(_buffer, _end, _buffer.Length - _end);
        _isOver = read == 0;
        _end += read;
        if ((_read += read) > most)
            throw new InvalidDataException("The text is too long.");
    }
}
