using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.S3.Xml;

namespace Sluice.Administration.Documents;

/// <summary>Writes a document that was found good as the XML that stores take.</summary>
internal static class DocumentWriter
{
    public static byte[] Write(JsonObject document, DocumentField root)
    {
        using XmlBuilder xml = new();
        xml.Open(root.Element, withNamespace: true);
        WriteFields(xml, document, root);
        xml.Close(root.Element);
        return xml.Bytes.ToArray();
    }

    static void WriteFields(XmlBuilder xml, JsonObject document, DocumentField parent)
    {
        foreach (DocumentField field in parent.Fields)
        {
            if (field.IsAttribute || field.Header is not null || document[field.Name] is not { } value)
                continue;
            if (!field.IsList)
            {
                WriteValue(xml, value, field, field.Element);
                continue;
            }
            if (field.Member is not null)
                xml.Open(field.Element);
            foreach (JsonNode? member in value.AsArray())
                WriteValue(xml, member!, field, field.Member ?? field.Element);
            if (field.Member is not null)
                xml.Close(field.Element);
        }
    }

    static void WriteValue(XmlBuilder xml, JsonNode value, DocumentField field, string element)
    {
        if (field.Kind != FieldKind.Fields)
        {
            xml.Text(element, field.Kind == FieldKind.Time ? FullTime(DocumentText.Of(value)) : DocumentText.Of(value));
            return;
        }
        if (field.Fields.FirstOrDefault(static field => field.IsAttribute) is { } type)
            xml.OpenGrantee(DocumentText.Of(value[type.Name]!));
        else
            xml.Open(element);
        WriteFields(xml, value.AsObject(), field);
        xml.Close(element);
    }

    // Lifecycle rules want midnight in full (S3 API reference, LifecycleExpiration).
    static string FullTime(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
