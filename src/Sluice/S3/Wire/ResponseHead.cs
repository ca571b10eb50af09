using System.Buffers.Text;
using System.Text;

namespace Sluice.S3.Wire;

/// <summary>
/// Status line and headers of an answer, as views of the connection's buffer: valid until the connection's next request.
/// Bounded: 64 KiB and 256 headers, far above what any store sends.
/// </summary>
internal sealed class ResponseHead
{
    /// <summary>Most bytes of a head.</summary>
    public const int MaxBytes = 64 << 10;

    const int MaxFields = 256;

    Field[] _fields = new Field[32];
    int _count;
    byte[] _buffer = [];

    /// <summary>HTTP status code.</summary>
    public int Status { get; private set; }

    /// <summary>True for an HTTP/1.0 answer, whose connection closes unless it says otherwise.</summary>
    public bool IsHttp10 { get; private set; }

    /// <summary>The store's request id once it was made text: several ask for it. Null again with the next head.</summary>
    public string? RequestId { get; set; }

    /// <summary>Number of headers.</summary>
    public int Count => _count;

    /// <summary>Index behind the empty line that ends a head; -1 when it is not there yet. Bare LF line ends are taken too (RFC 9112, 2.2).</summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes, int from)
    {
        for (int at = Math.Max(0, from - 3); at < bytes.Length;)
        {
            int newline = bytes[at..].IndexOf((byte)'\n');
            if (newline < 0)
                return -1;
            at += newline + 1;
            if (at < bytes.Length && bytes[at] == '\n')
                return at + 1;
            if (at + 1 < bytes.Length && bytes[at] == '\r' && bytes[at + 1] == '\n')
                return at + 2;
        }
        return -1;
    }

    /// <summary>Reads a whole head. False when it is not HTTP/1.</summary>
    public bool TryParse(byte[] buffer, int length)
    {
        _buffer = buffer;
        RequestId = null;
        _count = 0;
        ReadOnlySpan<byte> head = buffer.AsSpan(0, length);
        int at = head.IndexOf((byte)'\n') + 1;
        if (!TryParseStatus(head[..at]))
            return false;
        while (at < length)
        {
            int end = at + head[at..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = head[at..end].TrimEnd((byte)'\r');
            if (line.IsEmpty)
                return true;
            int colon = line.IndexOf((byte)':');
            // No folded lines, no space before the colon (RFC 9112, 5.1 and 5.2): both serve smuggling.
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t' || line[colon - 1] is (byte)' ' or (byte)'\t' || _count == MaxFields)
                return false;
            // Lower case once, so that each of the many look-ups is a plain comparison.
            Ascii.ToLowerInPlace(buffer.AsSpan(at, colon), out _);
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
            // What else ends a line for somebody is no part of one for us (RFC 9110, 5.5).
            if (value.ContainsAny((byte)0, (byte)'\r') || line[..colon].ContainsAnyInRange((byte)0, (byte)' '))
                return false;
            int valueStart = at + colon + 1 + line[(colon + 1)..].IndexOfAnyExcept(" \t"u8);
            if (_count == _fields.Length)
                Array.Resize(ref _fields, 2 * _count);
            _fields[_count++] = new Field(MarkOf(buffer.AsSpan(at, colon)), at, colon, value.IsEmpty ? at : valueStart, value.Length);
            at = end + 1;
        }
        return false;
    }

    /// <summary>True, and the first value, when a header is there. <paramref name="name"/> in lower case.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int at = Find(name, 0);
        value = at < 0 ? default : ValueOf(_fields[at]);
        return at >= 0;
    }

    /// <summary>True when there is a header whose name begins so. <paramref name="prefix"/> in lower case.</summary>
    public bool HasNameLike(ReadOnlySpan<byte> prefix)
    {
        foreach (ref readonly Field field in _fields.AsSpan(0, _count))
            if (NameOf(field).StartsWith(prefix))
                return true;
        return false;
    }

    /// <summary>A header's value as text, null when it is not there.</summary>
    public string? Text(ReadOnlySpan<byte> name) => TryGet(name, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>A header's value as a number that is not negative; null when it is not there or is none.</summary>
    public long? Number(ReadOnlySpan<byte> name) =>
        TryGet(name, out ReadOnlySpan<byte> value) && TryNumber(value, out long number) ? number : null;

    /// <summary>True when a header's comma-separated values hold <paramref name="token"/>.</summary>
    public bool HasToken(ReadOnlySpan<byte> name, ReadOnlySpan<byte> token)
    {
        for (int at = -1; (at = Find(name, at + 1)) >= 0;)
        {
            ReadOnlySpan<byte> value = ValueOf(_fields[at]);
            foreach (Range part in value.Split((byte)','))
                if (Ascii.EqualsIgnoreCase(value[part].Trim(" \t"u8), token))
                    return true;
        }
        return false;
    }

    /// <summary>Name, in lower case, and value of the header at an index.</summary>
    public void At(int index, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = NameOf(_fields[index]);
        value = ValueOf(_fields[index]);
    }

    /// <summary>Digits only: no sign, no spaces (RFC 9110, 8.6).</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= 18 && Utf8Parser.TryParse(text, out number, out int used) && used == text.Length && number >= 0 && text[0] is not ((byte)'+' or (byte)'-');
    }

    /// <summary>False when two headers of a name that must be single differ.</summary>
    public bool IsUnambiguous(ReadOnlySpan<byte> name)
    {
        int first = Find(name, 0);
        for (int at = first; at >= 0; at = Find(name, at + 1))
            if (!ValueOf(_fields[at]).SequenceEqual(ValueOf(_fields[first])))
                return false;
        return true;
    }

    // Each object's answer is asked for thirty names: all but the right one differ in a number.
    int Find(ReadOnlySpan<byte> name, int from)
    {
        int mark = MarkOf(name);
        for (int at = from; at < _count; at++)
            if (_fields[at].Mark == mark && NameOf(_fields[at]).SequenceEqual(name))
                return at;
        return -1;
    }

    ReadOnlySpan<byte> NameOf(in Field field) => _buffer.AsSpan(field.NameStart, field.NameLength);

    ReadOnlySpan<byte> ValueOf(in Field field) => _buffer.AsSpan(field.ValueStart, field.ValueLength);

    // What names of headers differ in: their length, and letters at the end, in the middle and at the beginning.
    static int MarkOf(ReadOnlySpan<byte> name) => name.Length << 24 ^ name[^1] << 16 ^ name[name.Length / 2] << 8 ^ name[0];

    bool TryParseStatus(ReadOnlySpan<byte> line)
    {
        if (line.Length < 13 || !line.StartsWith("HTTP/1."u8) || line[8] != ' ' || line[7] is not ((byte)'0' or (byte)'1'))
            return false;
        IsHttp10 = line[7] == '0';
        bool valid = TryNumber(line.Slice(9, 3), out long status) && status is >= 100 and <= 999 && line[12] is (byte)' ' or (byte)'\r' or (byte)'\n';
        Status = (int)status;
        return valid;
    }

    readonly record struct Field(int Mark, int NameStart, int NameLength, int ValueStart, int ValueLength);
}
