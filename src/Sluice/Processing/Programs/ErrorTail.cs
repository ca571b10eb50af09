using System.Text;
using Sluice.Failures;

namespace Sluice.Processing.Programs;

/// <summary>The last bytes of what a program wrote to stderr, and its first line, without <see cref="SecretWords"/>. The rest is dropped.</summary>
/// <param name="heard">Told all of it, as it comes; null for nobody.</param>
internal sealed class ErrorTail(Action<ReadOnlySpan<byte>>? heard = null)
{
    /// <summary>Bytes that are kept: enough for the end of a stack trace, little enough for a row.</summary>
    public const int Most = 4096;

    const int MostFirst = 256;

    readonly byte[] _ring = new byte[Most];
    readonly byte[] _first = new byte[MostFirst];
    long _length;
    int _firstLength;
    bool _firstEnded;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _length = 0;
        _firstLength = 0;
        _firstEnded = false;
    }

    /// <summary>Takes what came.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        heard?.Invoke(Encoding.UTF8.GetBytes(SecretWords.Own.Hide(Encoding.UTF8.GetString(bytes))));
        AppendFirst(bytes);
        _length += bytes.Length;
        if (bytes.Length > Most)
            bytes = bytes[^Most..];
        int at = (int)((_length - bytes.Length) % Most), head = Math.Min(bytes.Length, Most - at);
        bytes[..head].CopyTo(_ring.AsSpan(at));
        bytes[head..].CopyTo(_ring);
    }

    /// <summary>The first line, fit for a terminal; empty when there is none.</summary>
    public string FirstLine => DisplayText.Of(SecretWords.Own.Hide(RawText.Of(_first.AsSpan(0, _firstLength).Trim((byte)' '))));

    /// <summary>
    /// The line that says why: the first one, or, of a stack trace of Python or Node, the one that names the exception. Those of Go, Java, .NET and shells begin with it.
    /// Fit for a terminal; empty when there is none.
    /// </summary>
    public string Reason
    {
        get
        {
            string[] lines = Text.ReplaceLineEndings("\n").Split('\n');
            if (lines.Contains("Traceback (most recent call last):") && Array.FindLast(lines, static line => line.Length > 0 && line[0] != ' ') is { } last && !last.StartsWith("Traceback", StringComparison.Ordinal))
                return DisplayText.Of(last[..Math.Min(last.Length, MostFirst)]);
            if (lines[^1].StartsWith("Node.js v", StringComparison.Ordinal) && Array.FindIndex(lines, static line => line.StartsWith("    at ", StringComparison.Ordinal)) is > 0 and int trace)
                return DisplayText.Of(lines[trace - 1][..Math.Min(lines[trace - 1].Length, MostFirst)]);
            return FirstLine;
        }
    }

    /// <summary>As <see cref="Reason"/>, with {} in place of a file that is gone when anybody reads it.</summary>
    /// <param name="path">The file; empty for none.</param>
    public string ReasonOf(ReadOnlySpan<byte> path) => path.IsEmpty ? Reason : Reason.Replace(DisplayText.Of(path), "{}", StringComparison.Ordinal);

    /// <summary>The tail, as text without its last line end. Bytes that are no UTF-8 come out as U+FFFD.</summary>
    public string Text
    {
        get
        {
            if (_length == 0)
                return "";
            int kept = (int)Math.Min(_length, Most), start = (int)((_length - kept) % Most);
            byte[] all = new byte[kept];
            int head = Math.Min(kept, Most - start);
            _ring.AsSpan(start, head).CopyTo(all);
            _ring.AsSpan(0, kept - head).CopyTo(all.AsSpan(head));
            return SecretWords.Own.Hide(Encoding.UTF8.GetString(all)).TrimEnd('\n', '\r');
        }
    }

    void AppendFirst(ReadOnlySpan<byte> bytes)
    {
        while (!_firstEnded && !bytes.IsEmpty)
        {
            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = end < 0 ? bytes : bytes[..end];
            line = line[..Math.Min(line.Length, MostFirst - _firstLength)];
            line.CopyTo(_first.AsSpan(_firstLength));
            _firstLength += line.Length;
            // Empty lines before the first say nothing.
            _firstEnded = end >= 0 && _firstLength > 0;
            bytes = end < 0 ? [] : bytes[(end + 1)..];
        }
    }
}
