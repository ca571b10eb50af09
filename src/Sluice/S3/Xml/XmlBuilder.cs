using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sluice.S3.Xml;

/// <summary>
/// Writes S3's documents, of requests and of responses. Text is escaped as S3 does it: characters that XML 1.0 cannot hold become
/// numeric references, and bytes that are not UTF-8 become U+FFFD; a client that wants such keys asks for encoding-type=url.
/// </summary>
internal sealed class XmlBuilder : IDisposable
{
    /// <summary>S3's.</summary>
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>What stands in XML as it is. All else is looked at character by character.</summary>
    static readonly SearchValues<byte> Plain = SearchValues.Create(Enumerable.Range(0x20, 0x5f).Select(static b => (byte)b).Except("<>&\""u8.ToArray()).ToArray());

    static readonly SearchValues<byte> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/*"u8);

    // Rented: a page of a listing is some 300 KB, and so much garbage in every response has the whole heap collected again and again.
    byte[] _bytes = ArrayPool<byte>.Shared.Rent(1024);
    int _length;

    /// <summary>Begins with the declaration.</summary>
    public XmlBuilder() => Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);

    /// <summary>What was written so far; valid until more is written.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
    }

    /// <summary>Opens an element.</summary>
    public XmlBuilder Open(string name, bool withNamespace = false)
    {
        if (!withNamespace)
            return Tag("<"u8, name);
        Raw("<"u8);
        Ascii(name);
        Raw(" xmlns=\""u8);
        Ascii(Namespace);
        Raw("\">"u8);
        return this;
    }

    /// <summary>Closes an element.</summary>
    public XmlBuilder Close(string name) => Tag("</"u8, name);

    /// <summary>An element with text; nothing for null.</summary>
    public XmlBuilder Text(string name, string? value)
    {
        if (value is null)
            return this;
        Open(name);
        Escaped(value);
        return Close(name);
    }

    /// <summary>Text in the element that is open.</summary>
    public XmlBuilder Value(string value)
    {
        Escaped(value);
        return this;
    }

    /// <summary>An element with a number.</summary>
    public XmlBuilder Number(string name, long value)
    {
        Open(name);
        const int longest = 20;
        value.TryFormat(Space(longest), out int written, provider: CultureInfo.InvariantCulture);
        _length += written;
        return Close(name);
    }

    /// <summary>A time as S3 writes it, in UTC with milliseconds.</summary>
    public XmlBuilder Time(string name, DateTimeOffset time)
    {
        Open(name);
        // Digit by digit: a format in letters is read anew for each key of a listing.
        DateTime utc = time.UtcDateTime;
        Span<byte> text = Space(24);
        "0000-00-00T00:00:00.000Z"u8.CopyTo(text);
        Digits(text[..4], utc.Year);
        Digits(text[5..7], utc.Month);
        Digits(text[8..10], utc.Day);
        Digits(text[11..13], utc.Hour);
        Digits(text[14..16], utc.Minute);
        Digits(text[17..19], utc.Second);
        Digits(text[20..23], utc.Millisecond);
        _length += 24;
        return Close(name);
    }

    /// <summary>An ETag, in its quotation marks.</summary>
    public XmlBuilder ETag(string value)
    {
        Raw("<ETag>&quot;"u8);
        Escaped(value);
        Raw("&quot;</ETag>"u8);
        return this;
    }

    /// <summary>An element with true or false.</summary>
    public XmlBuilder Flag(string name, bool value) => Text(name, value ? "true" : "false");

    /// <summary>A key, percent-encoded when the client asked for it.</summary>
    public XmlBuilder Key(string name, ObjectKey key, bool urlEncoded)
    {
        Open(name);
        if (urlEncoded)
            PercentEncoded(key.Bytes);
        else
            Escaped(key.Bytes);
        return Close(name);
    }

    /// <summary>A grantee: the one element of S3's schema with an attribute.</summary>
    public XmlBuilder OpenGrantee(string type)
    {
        Raw("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\""u8);
        Ascii(type);
        Raw("\">"u8);
        return this;
    }

    static void Digits(Span<byte> text, int value)
    {
        for (int at = text.Length - 1; at >= 0; at--, value /= 10)
            text[at] = (byte)('0' + (value % 10));
    }

    XmlBuilder Tag(ReadOnlySpan<byte> begin, string name)
    {
        Span<byte> text = Space(begin.Length + name.Length + 1);
        begin.CopyTo(text);
        Encoding.ASCII.GetBytes(name, text[begin.Length..]);
        text[begin.Length + name.Length] = (byte)'>';
        _length += begin.Length + name.Length + 1;
        return this;
    }

    void Escaped(string text)
    {
        const int most = 256;
        Span<byte> utf8 = text.Length <= most / 3 ? stackalloc byte[most] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Escaped(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    void Escaped(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            int plain = utf8.IndexOfAnyExcept(Plain);
            Raw(plain < 0 ? utf8 : utf8[..plain]);
            if (plain < 0)
                return;
            utf8 = utf8[plain..];
            OperationStatus status = Rune.DecodeFromUtf8(utf8, out Rune rune, out int used);
            switch (rune.Value)
            {
                case '<': Raw("&lt;"u8); break;
                case '>': Raw("&gt;"u8); break;
                case '&': Raw("&amp;"u8); break;
                case '"': Raw("&quot;"u8); break;
                case < 0x20 or 0x7f or 0xfffe or 0xffff: Ascii(string.Create(CultureInfo.InvariantCulture, $"&#x{rune.Value:x};")); break;
                default: Raw(status == OperationStatus.Done ? utf8[..used] : "\uFFFD"u8); break;
            }
            utf8 = utf8[used..];
        }
    }

    void PercentEncoded(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int plain = bytes.IndexOfAnyExcept(Unreserved);
            Raw(plain < 0 ? bytes : bytes[..plain]);
            if (plain < 0)
                return;
            // S3 writes a space as forms do.
            if (bytes[plain] == (byte)' ')
                Raw("+"u8);
            else
                Ascii(string.Create(CultureInfo.InvariantCulture, $"%{bytes[plain]:X2}"));
            bytes = bytes[(plain + 1)..];
        }
    }

    void Ascii(string text) => _length += Encoding.ASCII.GetBytes(text, Space(text.Length));

    void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        _length += bytes.Length;
    }

    Span<byte> Space(int count)
    {
        if (_bytes.Length - _length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsSpan(_length);
    }
}
