using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Sluice.S3.Wire;

namespace Sluice.S3.Xml;

/// <summary>Turns the content of elements into values.</summary>
internal static class XmlText
{
    /// <summary>Longest entity: <c>&amp;#x10FFFF;</c>.</summary>
    const int MaxEntity = 10;

    /// <summary>1 PiB: S3's largest object has 50 TB (S3 user guide, 2025), and what claims more would overflow sums of sizes.</summary>
    const long MaxSize = 1L << 50;

    /// <summary>What stores write beside S3's own form: a blank for the T, no or another zone, the dates of HTTP (RFC 9110, 5.6.7).</summary>
    static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:sszz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz", "r",
    ];

    /// <summary>Content as text; what is not UTF-8 becomes U+FFFD.</summary>
    public static string String(ReadOnlySpan<byte> content) =>
        content.Contains((byte)'&') ? Encoding.UTF8.GetString(Resolved(content)) : Encoding.UTF8.GetString(content);

    /// <summary>Content as text, null when there is none.</summary>
    public static string? StringOrNull(ReadOnlySpan<byte> content) => content.IsEmpty ? null : String(content);

    /// <summary>Content as an entity tag, in quotes also where the store leaves them out (Ceph does in results); null when there is none.</summary>
    public static string? ETag(ReadOnlySpan<byte> content)
    {
        content = Trimmed(content);
        // Its quotes are escaped as a rule; nothing else of it is.
        ReadOnlySpan<byte> quote = "&quot;"u8;
        if (content.Length > 2 * quote.Length && content.StartsWith(quote) && content.EndsWith(quote) && content[quote.Length..^quote.Length] is var inner && !inner.Contains((byte)'&') && Ascii.IsValid(inner))
            return string.Create(inner.Length + 2, inner, static (text, tag) =>
            {
                text[0] = text[^1] = '"';
                Encoding.ASCII.GetChars(tag, text[1..]);
            });
        string tag = String(content).Trim();
        return EntityTag.OrNull(tag) is null || tag.StartsWith('"') || tag.StartsWith("W/", StringComparison.Ordinal) ? EntityTag.OrNull(tag) : $"\"{tag}\"";
    }

    /// <summary>Content as an entity tag of 32 digits, in quotes or without; null for any other.</summary>
    public static Md5Digest? Md5(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> quote = "&quot;"u8;
        content = content.StartsWith(quote) && content.EndsWith(quote) && content.Length > 2 * quote.Length ? content[quote.Length..^quote.Length]
            : content is [(byte)'"', _, .., (byte)'"'] ? content[1..^1]
            : content;
        return Md5Digest.TryParse(content, out Md5Digest digest) ? digest : null;
    }

    /// <summary>
    /// Content as a key, which may be encoded (see <see cref="KeyReading"/>). Line breaks stay what they are: XML's folding
    /// would make another key.
    /// </summary>
    public static ObjectKey Key(ReadOnlySpan<byte> content) => new(content.Contains((byte)'&') ? Resolved(content) : content.ToArray());

    /// <summary>Content as a number that is not negative; 0 when it is none.</summary>
    public static long Number(ReadOnlySpan<byte> content) => ResponseHead.TryNumber(Trimmed(content), out long number) ? number : 0;

    /// <summary>Content as the size of an object; null when it is none: negative, no number, or more than <see cref="MaxSize"/>.</summary>
    public static long? Size(ReadOnlySpan<byte> content) =>
        ResponseHead.TryNumber(Trimmed(content), out long number) && number <= MaxSize ? number : null;

    /// <summary>Content as yes or no; null when it is neither.</summary>
    public static bool? YesOrNo(ReadOnlySpan<byte> content)
    {
        content = content.Trim(" \t\r\n"u8);
        return Ascii.EqualsIgnoreCase(content, "true"u8) || content.SequenceEqual("1"u8) ? true
            : Ascii.EqualsIgnoreCase(content, "false"u8) || content.SequenceEqual("0"u8) ? false
            : null;
    }

    /// <summary>
    /// Content as a time (ISO 8601, as S3 writes it; without a zone it is UTC); null when it is none, when it could be read in
    /// two ways, and for the zeros of Go, Windows and Unix, which stores send for times that they do not know.
    /// </summary>
    public static DateTimeOffset? Time(ReadOnlySpan<byte> content) => AnyTime(Trimmed(content)) is { } time && time > DateTimeOffset.UnixEpoch ? time : null;

    static DateTimeOffset? AnyTime(ReadOnlySpan<byte> content)
    {
        // 2009-10-12T17:50:30.000Z, all but the fraction in fixed places.
        if (content.Length >= 20 && content[4] == '-' && content[7] == '-' && content[10] == 'T' && content[13] == ':' && content[16] == ':' && content[^1] == 'Z' &&
            (TwoDigits(content, 0), TwoDigits(content, 2), TwoDigits(content, 5), TwoDigits(content, 8), TwoDigits(content, 11), TwoDigits(content, 14), TwoDigits(content, 17)) is var (century, years, month, day, hour, minute, second) &&
            (century | years | month | day | hour | minute | second) >= 0 && century * 100 + years is >= 1 and var year &&
            month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60)
        {
            int ticks = 0;
            ReadOnlySpan<byte> fraction = content[19..^1];
            for (int i = 1, unit = (int)TimeSpan.TicksPerSecond / 10; i < fraction.Length && unit > 0 && char.IsAsciiDigit((char)fraction[i]); i++, unit /= 10)
                ticks += (fraction[i] - '0') * unit;
            return new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).AddTicks(ticks);
        }
        return DateTimeOffset.TryParseExact(String(content), TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;
    }

    // Blanks are rare.
    static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> content) => content.Length > 0 && content[0] > ' ' && content[^1] > ' ' ? content : content.Trim(" \t\r\n"u8);

    // Negative when they are none.
    static int TwoDigits(ReadOnlySpan<byte> text, int at)
    {
        uint tens = (uint)text[at] - '0', ones = (uint)text[at + 1] - '0';
        return tens > 9 || ones > 9 ? -1 : (int)(tens * 10 + ones);
    }

    static byte[] Resolved(ReadOnlySpan<byte> content)
    {
        byte[] bytes = new byte[content.Length];
        int length = 0;
        for (int at = 0; at < content.Length;)
        {
            int entity = content[at..].IndexOf((byte)'&');
            ReadOnlySpan<byte> plain = entity < 0 ? content[at..] : content.Slice(at, entity);
            plain.CopyTo(bytes.AsSpan(length));
            length += plain.Length;
            at += plain.Length;
            if (entity < 0)
                break;
            int end = content[at..Math.Min(content.Length, at + MaxEntity)].IndexOf((byte)';');
            if (end > 0 && TryResolve(content.Slice(at + 1, end - 1), bytes.AsSpan(length), out int written))
            {
                length += written;
                at += end + 1;
            }
            else
                // No entity: the ampersand of a store that does not escape.
                bytes[length++] = content[at++];
        }
        return length == bytes.Length ? bytes : bytes[..length];
    }

    // An entity is never shorter than the UTF-8 it stands for.
    static bool TryResolve(ReadOnlySpan<byte> name, Span<byte> target, out int written)
    {
        written = 1;
        int value = name switch
        {
            [(byte)'#', (byte)'x' or (byte)'X', ..] => Utf8Parser.TryParse(name[2..], out int hex, out int used, 'X') && used == name.Length - 2 ? hex : -1,
            [(byte)'#', ..] => Utf8Parser.TryParse(name[1..], out int number, out int used, 'D') && used == name.Length - 1 ? number : -1,
            _ when name.SequenceEqual("amp"u8) => '&',
            _ when name.SequenceEqual("lt"u8) => '<',
            _ when name.SequenceEqual("gt"u8) => '>',
            _ when name.SequenceEqual("quot"u8) => '"',
            _ when name.SequenceEqual("apos"u8) => '\'',
            _ => -1,
        };
        return Rune.TryCreate(value, out Rune rune) && rune.TryEncodeToUtf8(target, out written);
    }

    /// <summary>Bytes with %XX decoded; a percent sign that no two digits follow stays.</summary>
    internal static byte[] PercentDecoded(ReadOnlySpan<byte> encoded, bool plusIsSpace)
    {
        byte[] bytes = encoded.ToArray();
        int length = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            byte b = bytes[at];
            if (b == '%' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1]) && char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                b = (byte)((HexValue(bytes[at + 1]) << 4) | HexValue(bytes[at + 2]));
                at += 2;
            }
            else if (b == '+' && plusIsSpace)
                b = (byte)' ';
            bytes[length++] = b;
        }
        return length == bytes.Length ? bytes : bytes[..length];
    }

    static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
