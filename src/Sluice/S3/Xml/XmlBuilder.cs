using System.Buffers;
using System.Text;

namespace Sluice.S3.Xml;

/// <summary>Writes the few documents that S3 wants in requests.</summary>
internal sealed class XmlBuilder
{
    readonly ArrayBufferWriter<byte> _bytes = new(1024);
    bool _hasRoot;

    /// <summary>Opens an element; the first gets S3's namespace.</summary>
    public void Open(string name)
    {
        Raw($"<{name}{(_hasRoot ? "" : " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"")}>");
        _hasRoot = true;
    }

    /// <summary>Closes an element.</summary>
    public void Close(string name) => Raw($"</{name}>");

    /// <summary>An element with text.</summary>
    public void Element(string name, string value) => Element(name, Encoding.UTF8.GetBytes(value));

    /// <summary>An element with UTF-8 text.</summary>
    public void Element(string name, ReadOnlySpan<byte> value)
    {
        Open(name);
        while (true)
        {
            int special = value.IndexOfAny("&<>\""u8);
            _bytes.Write(special < 0 ? value : value[..special]);
            if (special < 0)
                break;
            _bytes.Write(value[special] switch { (byte)'&' => "&amp;"u8, (byte)'<' => "&lt;"u8, (byte)'>' => "&gt;"u8, _ => "&quot;"u8 });
            value = value[(special + 1)..];
        }
        Close(name);
    }

    /// <summary>The document.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    void Raw(string text) => Encoding.UTF8.GetBytes(text, _bytes);
}
