namespace Sluice.S3.Xml;

/// <summary>Reads ListBucketResult, versions 1 and 2.</summary>
internal static class ListObjectsXml
{
    /// <summary>What a page says beyond its entries.</summary>
    /// <param name="Objects">In the store's order.</param>
    /// <param name="Prefixes">Rolled-up prefixes.</param>
    /// <param name="IsTruncated">Whether there is more.</param>
    /// <param name="NextToken">Token of version 2.</param>
    /// <param name="NextMarker">Marker of version 1, which is sent with a delimiter only.</param>
    /// <param name="IsVersion2">The answer has elements that only version 2 has.</param>
    internal sealed record Page(List<ListedObject> Objects, List<ObjectKey> Prefixes, bool IsTruncated, string? NextToken, ObjectKey NextMarker, bool IsVersion2);

    /// <summary>Reads a page; null when it is none.</summary>
    public static Page? Parse(ReadOnlySpan<byte> xml)
    {
        // EncodingType may stand behind the keys it speaks of: then the page is read once more.
        bool isUrlEncoded = true;
        Page? page = Parse(xml, ref isUrlEncoded);
        return isUrlEncoded ? page : Parse(xml, ref isUrlEncoded);
    }

    static Page? Parse(ReadOnlySpan<byte> xml, ref bool isUrlEncoded)
    {
        XmlSpanReader reader = new(xml);
        if (!reader.Begin("ListBucketResult"u8))
            return null;
        List<ListedObject> objects = new(1000);
        List<ObjectKey> prefixes = [];
        bool isTruncated = false, isVersion2 = false, saysUrl = false;
        string? nextToken = null;
        ObjectKey nextMarker = default;
        while (reader.NextChild())
            switch (reader.Name)
            {
                case var name when name.SequenceEqual("Contents"u8):
                    objects.Add(ReadObject(ref reader, isUrlEncoded));
                    break;
                case var name when name.SequenceEqual("CommonPrefixes"u8):
                    while (reader.NextChild())
                        if (reader.Name.SequenceEqual("Prefix"u8))
                            prefixes.Add(XmlText.Key(reader.Content(), isUrlEncoded));
                        else
                            reader.Skip();
                    break;
                case var name when name.SequenceEqual("EncodingType"u8):
                    saysUrl = System.Text.Ascii.EqualsIgnoreCase(reader.Content(), "url"u8);
                    break;
                case var name when name.SequenceEqual("IsTruncated"u8):
                    isTruncated = XmlText.Boolean(reader.Content());
                    break;
                case var name when name.SequenceEqual("NextContinuationToken"u8):
                    nextToken = XmlText.StringOrNull(reader.Content());
                    isVersion2 = true;
                    break;
                case var name when name.SequenceEqual("NextMarker"u8):
                    nextMarker = XmlText.Key(reader.Content(), isUrlEncoded);
                    break;
                case var name when name.SequenceEqual("KeyCount"u8):
                    isVersion2 = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        isUrlEncoded = saysUrl;
        return reader.Failed ? null : new Page(objects, prefixes, isTruncated, nextToken, nextMarker, isVersion2);
    }

    static ListedObject ReadObject(ref XmlSpanReader reader, bool isUrlEncoded)
    {
        ObjectKey key = default;
        long? size = null;
        string? etag = null, storageClass = null;
        DateTimeOffset? modified = null;
        while (reader.NextChild())
            switch (reader.Name)
            {
                case var name when name.SequenceEqual("Key"u8):
                    key = XmlText.Key(reader.Content(), isUrlEncoded);
                    break;
                case var name when name.SequenceEqual("Size"u8):
                    size = XmlText.Size(reader.Content());
                    break;
                case var name when name.SequenceEqual("ETag"u8):
                    etag = XmlText.ETag(reader.Content());
                    break;
                case var name when name.SequenceEqual("LastModified"u8):
                    modified = XmlText.Time(reader.Content());
                    break;
                case var name when name.SequenceEqual("StorageClass"u8):
                    ReadOnlySpan<byte> content = reader.Content();
                    storageClass = content.SequenceEqual("STANDARD"u8) ? null : XmlText.StringOrNull(content);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        return new ListedObject(key, size, etag, modified, storageClass);
    }
}
