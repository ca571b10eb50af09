using System.Text;

namespace Sluice.S3.Xml;

/// <summary>Writes Delete and reads DeleteResult.</summary>
internal static class DeleteXml
{
    /// <summary>
    /// Whether XML 1.0 can carry a key: valid UTF-8 of allowed characters (XML 1.0, 2.2). A carriage return cannot be trusted
    /// to arrive; neither can the others, so such keys are removed one by one.
    /// </summary>
    public static bool CanCarry(ObjectKey key)
    {
        for (ReadOnlySpan<byte> rest = key.Bytes; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
                return false;
            if (rune.Value is < 0x20 or 0x7f or 0xfffe or 0xffff)
                return false;
            rest = rest[used..];
        }
        return true;
    }

    /// <summary>A Delete that is not quiet: the answer names each object, for what it does not name is not known to be gone.</summary>
    public static byte[] Write(IEnumerable<ObjectIdentifier> objects)
    {
        using XmlBuilder xml = new();
        xml.Open("Delete", withNamespace: true);
        foreach (ObjectIdentifier named in objects)
        {
            xml.Open("Object");
            xml.Key("Key", named.Key, urlEncoded: false);
            if (named.VersionId is { } version)
                xml.Text("VersionId", version);
            xml.Close("Object");
        }
        xml.Flag("Quiet", false);
        xml.Close("Delete");
        return xml.Bytes.ToArray();
    }

    /// <summary>What is said of a key.</summary>
    /// <param name="Key">The key as it came; empty for none.</param>
    /// <param name="IsDeleted">It is gone.</param>
    /// <param name="Code">Why it is not: S3's code.</param>
    /// <param name="Message">Why it is not: for people, not yet fit for a terminal.</param>
    internal readonly record struct Entry(ObjectKey Key, bool IsDeleted, string Code, string Message)
    {
        /// <summary>The version that was named; null for none.</summary>
        public string? VersionId { get; init; }

        /// <summary>A delete marker was made, or removed.</summary>
        public bool IsMarker { get; init; }

        /// <summary>Version id of the marker; <c>null</c> as a word where versioning is suspended, null where none was told.</summary>
        public string? MarkerId { get; init; }
    }

    /// <summary>What is said of the keys; null when this is no DeleteResult.</summary>
    public static List<Entry>? Parse(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<Entry> entries = [];
        if (!reader.Begin("DeleteResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Deleted"u8))
                entries.Add(Read(ref reader, isDeleted: true));
            else if (reader.Name.SequenceEqual("Error"u8))
                entries.Add(Read(ref reader, isDeleted: false));
            else
                reader.Skip();
        return reader.Failed ? null : entries;
    }

    static Entry Read(ref XmlSpanReader reader, bool isDeleted)
    {
        Entry entry = new(default, isDeleted, "", "");
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Key"u8))
                entry = entry with { Key = XmlText.Key(reader.Content()) };
            else if (reader.Name.SequenceEqual("VersionId"u8))
                entry = entry with { VersionId = XmlText.StringOrNull(reader.Content()) };
            else if (reader.Name.SequenceEqual("DeleteMarker"u8))
                entry = entry with { IsMarker = XmlText.YesOrNo(reader.Content()) == true };
            else if (reader.Name.SequenceEqual("DeleteMarkerVersionId"u8))
                entry = entry with { MarkerId = XmlText.StringOrNull(reader.Content()) };
            else if (reader.Name.SequenceEqual("Code"u8))
                entry = entry with { Code = XmlText.String(reader.Content()) };
            else if (reader.Name.SequenceEqual("Message"u8))
                entry = entry with { Message = XmlText.String(reader.Content()) };
            else
                reader.Skip();
        return entry;
    }
}
