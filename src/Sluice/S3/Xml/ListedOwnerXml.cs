namespace Sluice.S3.Xml;

/// <summary>Reads whose the first object of a listing is, of one that was asked for owners.</summary>
internal static class ListedOwnerXml
{
    /// <summary>The first object; an empty key for a listing without any.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="OwnerId">Canonical id of its owner; null when it is not told.</param>
    internal sealed record First(ObjectKey Key, string? OwnerId);

    /// <summary>The first object; null when this is no listing.</summary>
    public static First? Parse(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        First? first = null;
        if (!reader.Begin("ListBucketResult"u8))
            return null;
        while (reader.NextChild())
            if (first is null && reader.Name.SequenceEqual("Contents"u8))
                first = ReadObject(ref reader);
            else
                reader.Skip();
        return reader.Failed ? null : first ?? new First(default, null);
    }

    static First ReadObject(ref XmlSpanReader reader)
    {
        ObjectKey key = default;
        string? owner = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Key"u8))
                key = XmlText.Key(reader.Content());
            else if (reader.Name.SequenceEqual("Owner"u8))
                owner = AccountXml.ReadId(ref reader);
            else
                reader.Skip();
        return new First(key, owner);
    }
}
