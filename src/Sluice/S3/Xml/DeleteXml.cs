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

    /// <summary>A quiet Delete: the answer names only what failed.</summary>
    public static byte[] Write(IEnumerable<ObjectKey> keys)
    {
        XmlBuilder xml = new();
        xml.Open("Delete");
        foreach (ObjectKey key in keys)
        {
            xml.Open("Object");
            xml.Element("Key", key.Bytes);
            xml.Close("Object");
        }
        xml.Element("Quiet", "true");
        xml.Close("Delete");
        return xml.ToArray();
    }

    /// <summary>A key that was not removed.</summary>
    internal readonly record struct Failure(ObjectKey Key, string Code, string Message);

    /// <summary>The keys that were not removed; null when this is no DeleteResult.</summary>
    public static Failure[]? Parse(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<Failure> failures = [];
        if (!reader.Begin("DeleteResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Error"u8))
                failures.Add(ReadFailure(ref reader));
            else
                reader.Skip();
        return reader.Failed ? null : [.. failures];
    }

    static Failure ReadFailure(ref XmlSpanReader reader)
    {
        Failure failure = new(default, "", "");
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Key"u8))
                failure = failure with { Key = XmlText.Key(reader.Content(), isUrlEncoded: false) };
            else if (reader.Name.SequenceEqual("Code"u8))
                failure = failure with { Code = XmlText.String(reader.Content()) };
            else if (reader.Name.SequenceEqual("Message"u8))
                failure = failure with { Message = XmlText.String(reader.Content()) };
            else
                reader.Skip();
        return failure;
    }
}
