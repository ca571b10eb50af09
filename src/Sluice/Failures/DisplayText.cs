using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sluice.Failures;

/// <summary>
/// Makes untrusted bytes and text fit for a terminal or a log: what could move a cursor, change a colour, turn the
/// writing direction or hide itself is escaped, and the result tells apart any two inputs.
/// </summary>
public static class DisplayText
{
    // Printable ASCII but for the backslash.
    static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c != '\\').Select(c => (byte)c)]);

    /// <summary>True for bytes that stand for themselves: <see cref="Of(ReadOnlySpan{byte})"/> would change nothing, and they are ASCII.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> utf8) => !utf8.ContainsAnyExcept(Plain);

    /// <summary>UTF-8 bytes as readable text; invalid bytes and control characters as <c>\xNN</c> or <c>\u{N}</c>.</summary>
    public static string Of(ReadOnlySpan<byte> utf8) => Of(utf8, keepsBackslashes: false);

    /// <summary>Text that may have gone through <see cref="Of(string)"/> already, such as the code and the message of a <see cref="Failure"/>: what was escaped stays as it is, and what was not is escaped.</summary>
    public static string OfEscaped(string text) => Of(RawText.BytesOf(text), keepsBackslashes: true);

    static string Of(ReadOnlySpan<byte> utf8, bool keepsBackslashes)
    {
        if (IsPlain(utf8))
            return Encoding.ASCII.GetString(utf8);
        StringBuilder? text = null;
        int clean = 0;
        for (int at = 0; at < utf8.Length;)
        {
            bool valid = Rune.DecodeFromUtf8(utf8[at..], out Rune rune, out int used) == OperationStatus.Done;
            if (valid && (IsHarmless(rune) || keepsBackslashes && rune.Value == '\\'))
            {
                at += used;
                continue;
            }
            text ??= new StringBuilder(utf8.Length + 16);
            text.Append(Encoding.UTF8.GetString(utf8[clean..at]));
            AppendEscaped(text, utf8.Slice(at, used), valid ? rune : null);
            at += used;
            clean = at;
        }
        return text is null ? Encoding.UTF8.GetString(utf8) : text.Append(Encoding.UTF8.GetString(utf8[clean..])).ToString();
    }

    /// <summary>Text as readable text, by the same rules.</summary>
    public static string Of(string text) => Of(RawText.BytesOf(text));

    static bool IsHarmless(Rune rune) => rune.Value != '\\' && (rune.IsAscii
        ? rune.Value is >= 0x20 and < 0x7f
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> bytes, Rune? rune)
    {
        if (rune is { Value: '\\' })
            text.Append(@"\\");
        else if (rune is { IsAscii: false } wide)
            text.Append(CultureInfo.InvariantCulture, $"\\u{{{wide.Value:x}}}");
        else
            foreach (byte b in bytes)
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
    }
}
