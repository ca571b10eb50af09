using System.Text;

namespace Sluice.Cli.Lines;

/// <summary>Reads the lines of a list of commands one by one, whatever its length; blank lines and comments are left out. Owns the stream.</summary>
sealed class LineSource(Stream stream) : IDisposable
{
    const int MaxLine = 64 << 10;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] _buffer = new byte[64 << 10];
    readonly MemoryStream _line = new();
    int _at;
    int _end;
    long _number;

    /// <summary>The next line; false at the end. Throws <see cref="IOException"/> when the list cannot be read.</summary>
    public bool TryNext(out SourceLine line)
    {
        while (ReadOne(out bool isTooLong))
        {
            _number++;
            ReadOnlySpan<byte> bytes = _line.GetBuffer().AsSpan(0, (int)_line.Length);
            if (_number == 1 && bytes.StartsWith("\uFEFF"u8))
                bytes = bytes[3..];
            line = isTooLong ? new SourceLine(_number, "", $"the line has more than {MaxLine:N0} bytes") : Decode(bytes);
            if (line.Problem is not null || line.Text.Length > 0 && line.Text[0] != '#')
                return true;
        }
        line = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        _line.Dispose();
    }

    SourceLine Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new SourceLine(_number, StrictUtf8.GetString(bytes).Trim(), null);
        }
        catch (DecoderFallbackException)
        {
            return new SourceLine(_number, "", "the line is not valid UTF-8");
        }
    }

    bool ReadOne(out bool isTooLong)
    {
        _line.SetLength(0);
        isTooLong = false;
        for (bool any = false; ; any = true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, stream.Read(_buffer));
                if (_end == 0)
                    return any;
            }
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at, _end - _at);
            int stop = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = stop < 0 ? rest : rest[..stop];
            isTooLong |= _line.Length + piece.Length > MaxLine;
            if (!isTooLong)
                _line.Write(piece);
            _at += piece.Length + (stop < 0 ? 0 : 1);
            if (stop >= 0)
                return true;
        }
    }
}
