using System.Text;
using System.Xml;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Xml;

/// <summary>Reads configuration documents into trees, whatever namespace their sender wrote, and writes them in S3's.</summary>
static class DocumentXml
{
    static readonly XNamespace Namespace = XmlBuilder.Namespace;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    // Readers make a line feed of a carriage return that is written as it is (Extensible Markup Language 1.0, section 2.11): the prefix of a rule would be another.
    static readonly XmlWriterSettings Exact = new() { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Deeper nesting is no document of S3's and would cost stack.</summary>
    const int MostDepth = 16;

    /// <summary>The root, which must have this name. Throws <see cref="RefusalException"/> (MalformedXML) for anything else.</summary>
    public static XElement Parse(byte[] body, string root)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(new MemoryStream(body), Settings);
            XElement parsed = Plain(XElement.Load(reader, LoadOptions.PreserveWhitespace), 0);
            return parsed.Name.LocalName == root ? parsed : throw new RefusalException(Refusal.MalformedXml);
        }
        catch (XmlException)
        {
            throw new RefusalException(Refusal.MalformedXml);
        }
    }

    /// <summary>The document as one text, in S3's namespace.</summary>
    public static string Write(XElement root)
    {
        StringBuilder text = new();
        using (XmlWriter writer = XmlWriter.Create(text, Exact))
            root.WriteTo(writer);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    public static XElement Read(string text) => XElement.Parse(text, LoadOptions.PreserveWhitespace);

    public static XElement? Child(this XElement parent, string name) => parent.Element(Namespace + name);

    public static IEnumerable<XElement> Children(this XElement parent, string name) => parent.Elements(Namespace + name);

    /// <summary>The child's text; null without one.</summary>
    public static string? Text(this XElement parent, string name) => parent.Child(name)?.Value;

    public static XElement New(string name, params object[] content) => new(Namespace + name, content);

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML) for a child that is none of these.</summary>
    public static void Allow(this XElement parent, params ReadOnlySpan<string> names)
    {
        foreach (XElement child in parent.Elements())
        {
            if (!names.Contains(child.Name.LocalName))
                throw new RefusalException(Refusal.MalformedXml);
        }
    }

    static XElement Plain(XElement element, int depth)
    {
        if (depth == MostDepth)
            throw new RefusalException(Refusal.MalformedXml);
        XElement plain = new(Namespace + element.Name.LocalName);
        if (!element.HasElements)
            plain.Value = element.Value;
        foreach (XElement child in element.Elements())
            plain.Add(Plain(child, depth + 1));
        return plain;
    }
}
