namespace Sluice.S3.Xml;

/// <summary>Reads ListAllMyBucketsResult and Tagging.</summary>
internal static class BucketsXml
{
    /// <summary>A page of buckets.</summary>
    /// <param name="Buckets">In the store's order.</param>
    /// <param name="NextToken">Where the next page begins; null when this is the last one.</param>
    /// <param name="OwnerId">Canonical id of the account that asks; null when it is not told.</param>
    internal sealed record Page(List<BucketEntry> Buckets, string? NextToken, string? OwnerId);

    /// <summary>The buckets; null when this is no list of them, or one has no name.</summary>
    public static Page? ParseBuckets(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<BucketEntry> buckets = [];
        string? token = null, owner = null;
        if (!reader.Begin("ListAllMyBucketsResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Buckets"u8))
                while (reader.NextChild())
                    buckets.Add(ReadBucket(ref reader));
            else if (reader.Name.SequenceEqual("ContinuationToken"u8))
                token = XmlText.StringOrNull(reader.Content());
            else if (reader.Name.SequenceEqual("Owner"u8))
                owner = AccountXml.ReadId(ref reader);
            else
                reader.Skip();
        return reader.Failed || buckets.Exists(static bucket => bucket.Name.Length == 0) ? null : new Page(buckets, token, owner);
    }

    /// <summary>The tags; null when this is no set of them.</summary>
    public static List<KeyValuePair<string, string>>? ParseTags(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<KeyValuePair<string, string>> tags = [];
        if (!reader.Begin("Tagging"u8))
            return null;
        // S3 API reference, GetObjectTagging: TagSet is required. Without it nobody says that there are no tags.
        bool isTold = false;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("TagSet"u8))
            {
                isTold = true;
                while (reader.NextChild())
                    tags.Add(ReadTag(ref reader));
            }
            else
                reader.Skip();
        return reader.Failed || !isTold ? null : tags;
    }

    static BucketEntry ReadBucket(ref XmlSpanReader reader)
    {
        string bucket = "";
        DateTimeOffset? created = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Name"u8))
                bucket = XmlText.String(reader.Content());
            else if (reader.Name.SequenceEqual("CreationDate"u8))
                created = XmlText.Time(reader.Content());
            else
                reader.Skip();
        return new BucketEntry(bucket, created);
    }

    static KeyValuePair<string, string> ReadTag(ref XmlSpanReader reader)
    {
        string key = "", value = "";
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Key"u8))
                key = XmlText.String(reader.Content());
            else if (reader.Name.SequenceEqual("Value"u8))
                value = XmlText.String(reader.Content());
            else
                reader.Skip();
        return new(key, value);
    }
}
