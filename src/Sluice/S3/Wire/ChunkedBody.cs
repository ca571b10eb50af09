namespace Sluice.S3.Wire;

/// <summary>The state of a body in chunks (RFC 9112, 7.1): extensions and trailers are passed over.</summary>
internal struct ChunkedBody
{
    /// <summary>Longest line between chunks: a size with extensions, or a trailer.</summary>
    public const int MaxLine = 4 << 10;

    /// <summary>Most trailer lines.</summary>
    const int MaxTrailers = 64;

    bool _inTrailers;
    bool _afterData;
    int _trailers;

    /// <summary>What to do next.</summary>
    public enum Step
    {
        /// <summary>More bytes are needed.</summary>
        More,
        /// <summary><see cref="Left"/> bytes of data follow.</summary>
        Data,
        /// <summary>The body is over.</summary>
        End,
        /// <summary>This is no chunked body.</summary>
        Invalid,
    }

    /// <summary>Bytes of the current chunk that were not given out yet.</summary>
    public long Left { get; set; }

    /// <summary>Reads lines up to the next data; <paramref name="used"/> bytes of <paramref name="bytes"/> are done with.</summary>
    public Step Advance(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = bytes[used..];
            int newline = rest.IndexOf((byte)'\n');
            if (newline < 0)
                return rest.Length > MaxLine ? Step.Invalid : Step.More;
            ReadOnlySpan<byte> line = rest[..newline].TrimEnd((byte)'\r');
            used += newline + 1;
            if (_inTrailers)
            {
                if (line.IsEmpty)
                    return Step.End;
                if (++_trailers > MaxTrailers)
                    return Step.Invalid;
            }
            else if (_afterData)
            {
                if (!line.IsEmpty)
                    return Step.Invalid;
                _afterData = false;
            }
            else if (!TryParseSize(line, out long size))
                return Step.Invalid;
            else if (size == 0)
                _inTrailers = true;
            else
            {
                Left = size;
                _afterData = true;
                return Step.Data;
            }
        }
    }

    static bool TryParseSize(ReadOnlySpan<byte> line, out long size)
    {
        size = 0;
        int semicolon = line.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = (semicolon < 0 ? line : line[..semicolon]).TrimEnd(" \t"u8);
        if (digits.Length is 0 or > 15)
            return false;
        foreach (byte digit in digits)
        {
            int value = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => -1,
            };
            if (value < 0)
                return false;
            size = (size << 4) | (uint)value;
        }
        return true;
    }
}
