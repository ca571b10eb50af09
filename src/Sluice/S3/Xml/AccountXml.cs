namespace Sluice.S3.Xml;

/// <summary>Reads an <c>Owner</c>.</summary>
internal static class AccountXml
{
    /// <summary>The canonical id in the element that the reader is at; null when it has none.</summary>
    public static string? ReadId(ref XmlSpanReader reader)
    {
        string? id = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("ID"u8))
                id = XmlText.StringOrNull(reader.Content());
            else
                reader.Skip();
        return id;
    }
}
