using System.Globalization;
using System.Text;

namespace Sluice.Tests.Support;

/// <summary>Reads heads and bodies of HTTP/1.1 from a stream.</summary>
internal sealed class HttpReader(Stream stream)
{
    readonly byte[] _buffer = new byte[64 << 10];
    int _start, _end;

    /// <summary>A head: its first line, its headers by names in lower case, and its bytes.</summary>
    internal sealed record Head(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
    {
        public string? this[string name] => Headers.GetValueOrDefault(name);
    }

    /// <summary>The next head; null when the stream ends before it.</summary>
    public Head? ReadHead()
    {
        List<byte> bytes = [];
        while (!(bytes.Count >= 4 && bytes[^1] == '\n' && bytes[^2] == '\r' && bytes[^3] == '\n'))
        {
            if (_start == _end && !Fill())
                return null;
            bytes.Add(_buffer[_start++]);
        }
        string[] lines = Encoding.Latin1.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        foreach (string line in lines.AsSpan(1))
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant()] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return new Head(lines[0], headers, [.. bytes]);
    }

    /// <summary>The body behind a head; <paramref name="method"/> is that of the request.</summary>
    public byte[] ReadBody(Head head, string method)
    {
        if (head["content-length"] is { } length)
            return method == "HEAD" && head.Line.StartsWith("HTTP/", StringComparison.Ordinal) ? [] : Take(int.Parse(length, CultureInfo.InvariantCulture));
        if (head["transfer-encoding"] is null || method == "HEAD" && head.Line.StartsWith("HTTP/", StringComparison.Ordinal))
            return [];
        List<byte> body = [];
        while (true)
        {
            int size = int.Parse(Line(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(Take(size));
            Line();
            if (size == 0)
                return [.. body];
        }
    }

    string Line()
    {
        StringBuilder line = new();
        while (line.Length < 2 || line[^1] != '\n')
        {
            if (_start == _end && !Fill())
                throw new IOException("a chunk breaks off");
            line.Append((char)_buffer[_start++]);
        }
        return line.ToString(0, line.Length - 2);
    }

    byte[] Take(int count)
    {
        byte[] taken = new byte[count];
        int buffered = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(taken);
        _start += buffered;
        stream.ReadExactly(taken.AsSpan(buffered));
        return taken;
    }

    bool Fill()
    {
        (_start, _end) = (0, stream.Read(_buffer));
        return _end > 0;
    }
}
