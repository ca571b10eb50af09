using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sluice.S3.Xml;

namespace Sluice.Administration.Documents;

/// <summary>Reads a store's XML as JSON, by the fields that the document has.</summary>
internal static class DocumentReader
{
    /// <summary>The document; null when the bytes are none. What it has besides the fields that are known is named, because a program that writes it back would remove it.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> xml, DocumentField root, List<string> unknown)
    {
        XmlSpanReader reader = new(xml);
        if (!reader.NextChild() || !IsRoot(Encoding.UTF8.GetString(reader.Name), root.Element))
            return null;
        JsonObject document = ReadFields(ref reader, root, unknown);
        return reader.Failed ? null : document;
    }

    // Ceph puts a word before the name of a public access block; moto names some roots after the operation's response, in which the kind of the document stands.
    static bool IsRoot(string name, string element) => name.EndsWith(element, StringComparison.Ordinal) || name.EndsWith("Response", StringComparison.Ordinal)
        && name.Contains(Common.Aggregate(element, static (left, word) => left.Replace(word, "", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);

    static readonly string[] Common = ["ServerSide", "Configuration", "Bucket", "Status"];

    static JsonObject ReadFields(ref XmlSpanReader reader, DocumentField parent, List<string> unknown)
    {
        JsonObject read = [];
        while (reader.NextChild())
        {
            string name = Encoding.UTF8.GetString(reader.Name);
            DocumentField? field = parent.Fields.FirstOrDefault(field => field.Element == name && field.Header is null);
            if (field is null)
            {
                unknown.Add($"{parent.Name}.{name}");
                reader.Skip();
            }
            else if (!field.IsList)
                read[field.Name] = ReadValue(ref reader, field, unknown);
            else if (field.Member is null)
                ListOf(read, field).Add(ReadValue(ref reader, field, unknown));
            else
                ReadMembers(ref reader, ListOf(read, field), field, unknown);
        }
        if (parent.Fields.FirstOrDefault(static field => field.IsAttribute) is { } type)
            read.Insert(0, type.Name, TypeOf(read));
        return read;
    }

    static void ReadMembers(ref XmlSpanReader reader, JsonArray list, DocumentField field, List<string> unknown)
    {
        while (reader.NextChild())
            if (Encoding.UTF8.GetString(reader.Name) == field.Member)
                list.Add(ReadValue(ref reader, field, unknown));
            else
                reader.Skip();
    }

    static JsonArray ListOf(JsonObject read, DocumentField field)
    {
        if (read[field.Name] is not JsonArray list)
            read[field.Name] = list = [];
        return list;
    }

    static JsonNode ReadValue(ref XmlSpanReader reader, DocumentField field, List<string> unknown)
    {
        if (field.Kind == FieldKind.Fields)
            return ReadFields(ref reader, field, unknown);
        string text = XmlText.String(reader.Content());
        return field.Kind switch
        {
            FieldKind.Number when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => JsonValue.Create(number),
            FieldKind.Flag when XmlText.YesOrNo(Encoding.UTF8.GetBytes(text)) is { } flag => JsonValue.Create(flag),
            _ => JsonValue.Create(text),
        };
    }

    // The reader passes over attributes; which type a grantee is of follows from what it has.
    static string TypeOf(JsonObject grantee) => grantee.ContainsKey("URI") ? "Group" : grantee.ContainsKey("EmailAddress") ? "AmazonCustomerByEmail" : "CanonicalUser";
}
