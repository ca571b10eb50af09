using Sluice.Transfer;

namespace Sluice.Trees.Names;

/// <summary>Reads names one by one from a stream, whatever its length. Names are bytes. Owns the stream.</summary>
/// <param name="stream">The list.</param>
/// <param name="nulSeparated">Names end in NUL instead of LF or CRLF.</param>
internal sealed class NameReader(Stream stream, bool nulSeparated) : IDisposable
{
    /// <summary>No path and no key is longer; what is comes cut to this many bytes.</summary>
    public const int MaxName = 4096;

    readonly byte[] _buffer = new byte[64 << 10];
    readonly byte[] _name = new byte[MaxName + 1];
    int _at;
    int _end;
    int _length;
    bool _ended;
    bool _begun;

    /// <summary>
    /// The next name that is not empty; false at the end. Throws <see cref="IOException"/> when the list cannot be read, and where it ends in a name
    /// that no NUL ends: whoever wrote it may have been stopped in the middle of a longer one.
    /// </summary>
    /// <param name="name">Its bytes.</param>
    /// <param name="isTooLong">True when it has more than <see cref="MaxName"/> bytes and the rest was dropped.</param>
    public bool TryNext(out byte[] name, out bool isTooLong)
    {
        while (ReadOne())
        {
            int length = !nulSeparated && _length is > 0 and <= MaxName && _name[_length - 1] == '\r' ? _length - 1 : _length;
            if (length == 0)
                continue;
            isTooLong = length > MaxName;
            ReadOnlySpan<byte> text = _name.AsSpan(0, Math.Min(length, MaxName));
            // Editors of Windows begin a text with it.
            bool isMarked = !_begun && !nulSeparated && text.StartsWith("\uFEFF"u8);
            _begun = true;
            if (isMarked && length == 3)
                continue;
            name = (isMarked ? text[3..] : text).ToArray();
            return true;
        }
        name = [];
        isTooLong = false;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    bool ReadOne()
    {
        _length = 0;
        byte separator = nulSeparated ? (byte)0 : (byte)'\n';
        while (!_ended)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, stream.Read(_buffer));
                if (_end == 0)
                {
                    _ended = true;
                    if (nulSeparated && _length > 0)
                        throw new IOException("It ends without a NUL behind its last name, which may be a part of another.");
                    return _length > 0;
                }
            }
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at, _end - _at);
            int stop = rest.IndexOf(separator);
            ReadOnlySpan<byte> piece = stop < 0 ? rest : rest[..stop];
            int kept = Math.Min(piece.Length, _name.Length - _length);
            piece[..kept].CopyTo(_name.AsSpan(_length));
            _length += kept;
            _at += piece.Length + (stop < 0 ? 0 : 1);
            if (stop >= 0)
                return true;
        }
        return false;
    }
}
