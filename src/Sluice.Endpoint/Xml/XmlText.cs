using System.Buffers;
using System.Globalization;
using System.Text;
using Sluice.S3;

namespace Sluice.Endpoint.Xml;

/// <summary>
/// Builds an answer's XML. Text is escaped as S3 does it: characters that XML 1.0 cannot hold become numeric
/// references, and bytes that are not UTF-8 become U+FFFD; a client that wants such keys asks for encoding-type=url.
/// </summary>
sealed class XmlText
{
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public XmlText() => Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public XmlText Open(string name, bool withNamespace = false)
    {
        Raw("<"u8);
        Ascii(name);
        if (withNamespace)
        {
            Raw(" xmlns=\""u8);
            Ascii(Namespace);
            Raw("\""u8);
        }
        Raw(">"u8);
        return this;
    }

    public XmlText Close(string name)
    {
        Raw("</"u8);
        Ascii(name);
        Raw(">"u8);
        return this;
    }

    public XmlText Text(string name, string? value)
    {
        if (value is null)
            return this;
        Open(name);
        Escaped(Encoding.UTF8.GetBytes(value));
        return Close(name);
    }

    public XmlText Value(string value)
    {
        Escaped(Encoding.UTF8.GetBytes(value));
        return this;
    }

    public XmlText Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));

    public XmlText Flag(string name, bool value) => Text(name, value ? "true" : "false");

    /// <summary>A key, percent-encoded when the client asked for it.</summary>
    public XmlText Key(string name, ObjectKey key, bool urlEncoded)
    {
        Open(name);
        if (urlEncoded)
            PercentEncoded(key.Bytes);
        else
            Escaped(key.Bytes);
        return Close(name);
    }

    /// <summary>A grantee: the one element of S3's schema with an attribute.</summary>
    public XmlText OpenGrantee(string type)
    {
        Raw("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\""u8);
        Ascii(type);
        Raw("\">"u8);
        return this;
    }

    void Escaped(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
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
        foreach (byte b in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~' or (byte)'/' or (byte)'*')
                _bytes.Write([b]);
            else
                Ascii(string.Create(CultureInfo.InvariantCulture, $"%{b:X2}"));
        }
    }

    void Ascii(string text) => Encoding.ASCII.GetBytes(text, _bytes);

    void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);
}
