using System.Xml;
using Sluice.Endpoint.Http;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Xml;

/// <summary>The Tagging document.</summary>
static class TaggingXml
{
    public static Task<List<KeyValuePair<string, string>>> ReadAsync(S3Request request) => RequestXml.ReadAsync(request, 64 << 10, Parse);

    public static XmlBuilder Write(IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        XmlBuilder xml = new XmlBuilder().Open("Tagging", withNamespace: true).Open("TagSet");
        foreach (KeyValuePair<string, string> tag in tags)
            xml.Open("Tag").Text("Key", tag.Key).Text("Value", tag.Value).Close("Tag");
        return xml.Close("TagSet").Close("Tagging");
    }

    public static List<KeyValuePair<string, string>> Parse(XmlReader reader)
    {
        if (reader.LocalName != "Tagging")
            throw new RefusalException(Refusal.MalformedXml);
        List<KeyValuePair<string, string>> tags = [];
        bool hasSet = false;
        RequestXml.ForEachChild(reader, set =>
        {
            hasSet = set == "TagSet" ? true : throw new RefusalException(Refusal.MalformedXml);
            RequestXml.ForEachChild(reader, tag => tags.Add(tag == "Tag" ? Tag(reader) : throw new RefusalException(Refusal.MalformedXml)));
        });
        return hasSet ? tags : throw new RefusalException(Refusal.MalformedXml);
    }

    static KeyValuePair<string, string> Tag(XmlReader reader)
    {
        string? key = null, value = null;
        RequestXml.ForEachChild(reader, name =>
        {
            string text = reader.ReadElementContentAsString();
            if (name == "Key")
                key = text;
            else if (name == "Value")
                value = text;
        });
        return new(key ?? throw new RefusalException(Refusal.MalformedXml), value ?? throw new RefusalException(Refusal.MalformedXml));
    }
}
