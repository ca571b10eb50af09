using Sluice.S3.Checksums;

namespace Sluice.S3.Xml;

/// <summary>Reads ListBucketResult, versions 1 and 2, and ListVersionsResult: what they say, as they say it. What that means is for <see cref="Operations.ListOperations"/> and <see cref="Operations.VersionOperations"/>.</summary>
internal static class ListObjectsXml
{
    /// <summary>A page as it came. Names are not decoded.</summary>
    internal sealed record Page
    {
        /// <summary>In the store's order.</summary>
        public List<ListedObject> Objects { get; } = new(1000);

        /// <summary>Rolled-up prefixes.</summary>
        public List<ObjectKey> Prefixes { get; } = [];

        /// <summary>Whether there is more; null when it does not say, or says neither yes nor no.</summary>
        public bool? IsTruncated { get; set; }

        /// <summary>Token of version 2; null for none, and for an empty one.</summary>
        public string? NextToken { get; set; }

        /// <summary>Marker of version 1, which is sent with a delimiter only, and of versions.</summary>
        public ObjectKey NextMarker { get; set; }

        /// <summary>With <see cref="NextMarker"/>, of versions: the version of that key to go on behind; null for none.</summary>
        public string? NextVersionId { get; set; }

        /// <summary>The answer has elements that only version 2 has.</summary>
        public bool IsVersion2 { get; set; }

        /// <summary>When the store made it, by its own clock; null when it does not say.</summary>
        public DateTimeOffset? StoreTime { get; set; }

        /// <summary>It says that its names are URL-encoded.</summary>
        public bool SaysUrl { get; set; }

        /// <summary>What its names have that encoding would change.</summary>
        public NameMarks Marks { get; set; }

        /// <summary>How many names it says it has; null when it does not say.</summary>
        public long? KeyCount { get; set; }

        /// <summary>How many names it says a page may have; null when it does not say.</summary>
        public long? MaxKeys { get; set; }

        /// <summary>The bucket that it says it is of; null when it does not say.</summary>
        public string? Bucket { get; set; }

        /// <summary>The prefix that it says it was asked for; empty when it does not say.</summary>
        public ObjectKey Prefix { get; set; }

        /// <summary>The delimiter that it says it was asked for; empty when it does not say.</summary>
        public ObjectKey Delimiter { get; set; }

        /// <summary>Objects and prefixes.</summary>
        public int Count => Objects.Count + Prefixes.Count;
    }

    /// <summary>Reads a page; null when it is none, or has an object without a name.</summary>
    public static Page? Parse(ReadOnlySpan<byte> xml) => Parse(xml, ofVersions: false);

    /// <summary>Reads a page of versions; null when it is none, or has a version without a name or an id.</summary>
    public static Page? ParseVersions(ReadOnlySpan<byte> xml) => Parse(xml, ofVersions: true);

    static Page? Parse(ReadOnlySpan<byte> xml, bool ofVersions)
    {
        XmlSpanReader reader = new(xml);
        if (!reader.Begin(ofVersions ? "ListVersionsResult"u8 : "ListBucketResult"u8))
            return null;
        Page page = new();
        while (reader.NextChild())
            switch (reader.Name)
            {
                case var name when IsItem(name, ofVersions):
                    ListedObject found = ReadObject(ref reader, ofVersions);
                    if (found.Key.IsEmpty || ofVersions && found.Version is null)
                        return null;
                    page.Objects.Add(found);
                    page.Marks |= KeyReading.MarksOf(found.Key.Bytes);
                    break;
                // The store broke off: what it has listed by then is not all.
                case var name when name.SequenceEqual("Error"u8):
                    return null;
                case var name when name.SequenceEqual("CommonPrefixes"u8):
                    ReadPrefixes(ref reader, page);
                    break;
                case var name when name.SequenceEqual("EncodingType"u8):
                    page.SaysUrl = System.Text.Ascii.EqualsIgnoreCase(reader.Content().Trim(" \t\r\n"u8), "url"u8);
                    break;
                case var name when name.SequenceEqual("IsTruncated"u8):
                    page.IsTruncated = XmlText.YesOrNo(reader.Content());
                    break;
                case var name when name.SequenceEqual("NextContinuationToken"u8):
                    ReadOnlySpan<byte> token = reader.Content();
                    page.NextToken = token.Trim(" \t\r\n"u8).IsEmpty ? null : XmlText.String(token);
                    page.IsVersion2 = true;
                    break;
                case var name when name.SequenceEqual("NextMarker"u8) || name.SequenceEqual("NextKeyMarker"u8):
                    page.NextMarker = XmlText.Key(reader.Content());
                    break;
                case var name when name.SequenceEqual("NextVersionIdMarker"u8):
                    page.NextVersionId = XmlText.StringOrNull(reader.Content());
                    break;
                case var name when name.SequenceEqual("KeyCount"u8):
                    page.KeyCount = XmlText.Size(reader.Content());
                    page.IsVersion2 = true;
                    break;
                case var name when name.SequenceEqual("MaxKeys"u8):
                    page.MaxKeys = XmlText.Size(reader.Content());
                    break;
                case var name when name.SequenceEqual("Name"u8):
                    page.Bucket = XmlText.StringOrNull(reader.Content());
                    break;
                case var name when name.SequenceEqual("Prefix"u8):
                    page.Prefix = XmlText.Key(reader.Content());
                    break;
                case var name when name.SequenceEqual("Delimiter"u8):
                    page.Delimiter = XmlText.Key(reader.Content());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        return reader.Failed ? null : page;
    }

    static void ReadPrefixes(ref XmlSpanReader reader, Page page)
    {
        while (reader.NextChild())
            if (!reader.Name.SequenceEqual("Prefix"u8))
                reader.Skip();
            else if (XmlText.Key(reader.Content()) is { IsEmpty: false } prefix)
            {
                page.Prefixes.Add(prefix);
                page.Marks |= KeyReading.MarksOf(prefix.Bytes);
            }
    }

    static ListedObject ReadObject(ref XmlSpanReader reader, bool ofVersions)
    {
        bool isMarker = reader.Name.SequenceEqual("DeleteMarker"u8);
        ObjectKey key = default;
        long? size = isMarker ? 0 : null;
        string? etag = null, storageClass = null, versionId = null;
        bool isLatest = false;
        DateTimeOffset? modified = null;
        // In S3's order. What stands or is written otherwise is read below.
        if (reader.TryContent("<Key>"u8, "</Key>"u8, out ReadOnlySpan<byte> text))
            key = XmlText.Key(text);
        if (reader.TryContent("<LastModified>"u8, "</LastModified>"u8, out text))
            modified = XmlText.Time(text);
        Md5Digest? md5 = null;
        if (reader.TryContent("<ETag>"u8, "</ETag>"u8, out text) && (md5 = XmlText.Md5(text)) is null)
            etag = XmlText.ETag(text);
        ChecksumAlgorithm crc = ChecksumAlgorithm.None;
        if (reader.TryContent("<ChecksumAlgorithm>"u8, "</ChecksumAlgorithm>"u8, out text))
        {
            crc = Crc(text);
            // Of several nobody says which one is of all bytes.
            while (reader.TryContent("<ChecksumAlgorithm>"u8, "</ChecksumAlgorithm>"u8, out _))
                crc = ChecksumAlgorithm.None;
            if (!reader.TryContent("<ChecksumType>"u8, "</ChecksumType>"u8, out text) || !text.SequenceEqual("FULL_OBJECT"u8))
                crc = ChecksumAlgorithm.None;
        }
        if (reader.TryContent("<Size>"u8, "</Size>"u8, out text))
            size = XmlText.Size(text);
        if (reader.TryContent("<StorageClass>"u8, "</StorageClass>"u8, out text))
            storageClass = StorageClass(text);
        while (reader.NextChild())
            switch (reader.Name)
            {
                // Twice, or with another object in it: ends between objects were lost.
                case var name when name.SequenceEqual("Key"u8):
                    if (!key.IsEmpty)
                        return default;
                    key = XmlText.Key(reader.Content());
                    break;
                case var name when IsItem(name, ofVersions):
                    return default;
                case var name when name.SequenceEqual("Size"u8):
                    size = XmlText.Size(reader.Content());
                    break;
                case var name when name.SequenceEqual("ETag"u8):
                    (md5, etag) = (null, XmlText.ETag(reader.Content()));
                    break;
                case var name when name.SequenceEqual("LastModified"u8):
                    modified = XmlText.Time(reader.Content());
                    break;
                case var name when name.SequenceEqual("StorageClass"u8):
                    storageClass = StorageClass(reader.Content());
                    break;
                case var name when name.SequenceEqual("VersionId"u8):
                    versionId = XmlText.StringOrNull(reader.Content());
                    break;
                case var name when name.SequenceEqual("IsLatest"u8):
                    isLatest = XmlText.YesOrNo(reader.Content()) == true;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        ObjectVersion? version = !ofVersions || versionId is null ? null : new ObjectVersion(versionId, isLatest, isMarker);
        return (md5 is { } digest ? new ListedObject(key, digest, size, modified, storageClass) : new ListedObject(key, size, etag, modified, storageClass)) with { Version = version, WholeCrc = crc };
    }

    static ChecksumAlgorithm Crc(ReadOnlySpan<byte> name) => name.SequenceEqual("CRC64NVME"u8) ? ChecksumAlgorithm.Crc64Nvme
        : name.SequenceEqual("CRC32C"u8) ? ChecksumAlgorithm.Crc32C : name.SequenceEqual("CRC32"u8) ? ChecksumAlgorithm.Crc32 : ChecksumAlgorithm.None;

    static string? StorageClass(ReadOnlySpan<byte> content) => content.SequenceEqual("STANDARD"u8) ? null : XmlText.StringOrNull(content);

    static bool IsItem(ReadOnlySpan<byte> name, bool ofVersions) => ofVersions ? name.SequenceEqual("Version"u8) || name.SequenceEqual("DeleteMarker"u8) : name.SequenceEqual("Contents"u8);
}
