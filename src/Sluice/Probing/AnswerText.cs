using System.Security;
using System.Text;
using Sluice.S3;
using Sluice.S3.Endpoints;
using Sluice.S3.Xml;

namespace Sluice.Probing;

/// <summary>Reads elements of answers whose place in the document does not matter, and writes text into XML.</summary>
internal static class AnswerText
{
    /// <summary>Content of the first element of this name; null when there is none or the document is none.</summary>
    public static string? Element(byte[] document, string name) => Elements(document, name) is [var first, ..] ? Encoding.UTF8.GetString(first.Bytes) : null;

    /// <summary>Contents of all elements of this name, wherever they are.</summary>
    public static IReadOnlyList<ObjectKey> Elements(byte[] document, string name)
    {
        // Elements of answers have no attributes, and none is within one of its own name.
        List<ObjectKey> found = [];
        ReadOnlySpan<byte> rest = document, open = Encoding.ASCII.GetBytes($"<{name}>"), close = Encoding.ASCII.GetBytes($"</{name}>");
        while (rest.IndexOf(open) is >= 0 and int at && rest[(at + open.Length)..].IndexOf(close) is >= 0 and int length)
        {
            found.Add(XmlText.Key(rest.Slice(at + open.Length, length)));
            rest = rest[(at + open.Length + length + close.Length)..];
        }
        return found;
    }

    /// <summary>Names as a listing of encoding-type=url has them, decoded; one that is not encoded properly stays as it is.</summary>
    public static IReadOnlyList<ObjectKey> Decoded(IEnumerable<ObjectKey> names) =>
        [.. names.Select(static name => UriEncoding.TryDecode(Encoding.UTF8.GetString(name.Bytes), plusIsSpace: true, out byte[]? bytes) ? new ObjectKey(bytes) : name)];

    /// <summary>Text as the content of an element.</summary>
    public static string Escape(string text) => SecurityElement.Escape(text);
}
