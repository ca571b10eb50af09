using System.Text;
using System.Text.Unicode;

namespace Sluice.S3.Wire;

/// <summary>
/// Values of headers as text and back, byte for byte: RFC 9110, 5.5, lets a value hold any byte above 0x7F. What is no
/// UTF-8 becomes text in which each such byte is a lone surrogate (U+DC80 to U+DCFF), which no real text has.
/// </summary>
internal static class HeaderText
{
    /// <summary>The text of a value.</summary>
    public static string Decode(ReadOnlySpan<byte> value) => Utf8.IsValid(value)
        ? Encoding.UTF8.GetString(value)
        : string.Create(value.Length, value, static (text, bytes) =>
        {
            for (int at = 0; at < bytes.Length; at++)
                text[at] = bytes[at] < 0x80 ? (char)bytes[at] : (char)(0xDC00 + bytes[at]);
        });

    /// <summary>Writes a value's bytes, three for each character at most; how many.</summary>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> to)
    {
        if (!IsEscaped(text))
            return Encoding.UTF8.GetBytes(text, to);
        for (int at = 0; at < text.Length; at++)
            to[at] = (byte)text[at];
        return text.Length;
    }

    // Nothing but ASCII stands beside an escape.
    static bool IsEscaped(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAnyExceptInRange('\0', '\x7f');
        return first >= 0 && text[first..].IndexOfAnyInRange('\x80', '\uDC7F') < 0 && text[first..].IndexOfAnyInRange('\uDD00', '\uFFFF') < 0;
    }
}
