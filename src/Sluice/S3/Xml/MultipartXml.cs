using Sluice.S3.Checksums;

namespace Sluice.S3.Xml;

/// <summary>Reads the answers of multipart uploads and copies.</summary>
internal static class MultipartXml
{
    /// <summary>Upload id of InitiateMultipartUploadResult; empty when it names none; null when it is no such document.</summary>
    public static string? ParseUploadId(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        string id = "";
        if (!reader.Begin("InitiateMultipartUploadResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("UploadId"u8))
                id = XmlText.String(reader.Content());
            else
                reader.Skip();
        return reader.Failed ? null : id;
    }

    /// <summary>What CopyObjectResult, CopyPartResult and CompleteMultipartUploadResult have in common.</summary>
    /// <param name="ETag">As it stands in the document; null when it is not there.</param>
    /// <param name="Checksum">Null when none is named.</param>
    internal sealed record Result(string? ETag, ObjectChecksum? Checksum)
    {
        /// <summary>The bucket that the answer names; null for none.</summary>
        public string? Bucket { get; init; }

        /// <summary>The key that the answer names; null for none.</summary>
        public ObjectKey? Key { get; init; }

        /// <summary>A document that names neither.</summary>
        public static Result Nothing { get; } = new(null, null);
    }

    /// <summary>Reads the result of a copy or a completion; null when it is none.</summary>
    public static Result? ParseResult(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        string? etag = null, bucket = null;
        ObjectKey? key = null;
        ObjectChecksum? checksum = null;
        if (!reader.Begin("CopyObjectResult"u8) && !reader.Name.SequenceEqual("CopyPartResult"u8) && !reader.Name.SequenceEqual("CompleteMultipartUploadResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("ETag"u8))
                etag = XmlText.StringOrNull(reader.Content().Trim(" \t\r\n"u8));
            else if (AlgorithmOf(reader.Name) is var algorithm and not ChecksumAlgorithm.None)
                checksum = Checksum(algorithm, reader.Content()) ?? checksum;
            else if (reader.Name.SequenceEqual("Bucket"u8))
                bucket = XmlText.StringOrNull(reader.Content().Trim(" \t\r\n"u8));
            else if (reader.Name.SequenceEqual("Key"u8))
                key = XmlText.Key(reader.Content());
            else
                reader.Skip();
        return reader.Failed ? null : new Result(etag, checksum) { Bucket = bucket, Key = key is { IsEmpty: false } ? key : null };
    }

    /// <summary>A page of a listing whose names are no keys alone, as it came.</summary>
    /// <param name="Entries">In the store's order.</param>
    /// <param name="IsTruncated">Whether there is more; null when it does not say, or says neither yes nor no.</param>
    /// <param name="Next">Where it says that the next page begins.</param>
    internal sealed record Page<TEntry, TNext>(List<TEntry> Entries, bool? IsTruncated, TNext Next);

    /// <summary>Reads ListPartsResult; null when it is none.</summary>
    public static Page<UploadedPart, int>? ParseParts(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<UploadedPart> parts = [];
        bool? isTruncated = null;
        int next = 0;
        if (!reader.Begin("ListPartsResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Part"u8))
                parts.Add(ReadPart(ref reader));
            else if (reader.Name.SequenceEqual("IsTruncated"u8))
                isTruncated = XmlText.YesOrNo(reader.Content());
            else if (reader.Name.SequenceEqual("NextPartNumberMarker"u8))
                next = (int)Math.Min(XmlText.Number(reader.Content()), int.MaxValue);
            else
                reader.Skip();
        return reader.Failed ? null : new Page<UploadedPart, int>(parts, isTruncated, next);
    }

    /// <summary>Reads ListMultipartUploadsResult; null when it is none, or an upload lacks its key or its id.</summary>
    public static Page<MultipartUploadEntry, (ObjectKey Key, string? UploadId)>? ParseUploads(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<MultipartUploadEntry> uploads = [];
        bool? isTruncated = null;
        bool saysUrl = false;
        ObjectKey nextKey = default;
        string? nextUploadId = null;
        if (!reader.Begin("ListMultipartUploadsResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Upload"u8))
                uploads.Add(ReadUpload(ref reader));
            else if (reader.Name.SequenceEqual("IsTruncated"u8))
                isTruncated = XmlText.YesOrNo(reader.Content());
            else if (reader.Name.SequenceEqual("NextKeyMarker"u8))
                nextKey = XmlText.Key(reader.Content());
            else if (reader.Name.SequenceEqual("EncodingType"u8))
                saysUrl = System.Text.Ascii.EqualsIgnoreCase(reader.Content().Trim(" \t\r\n"u8), "url"u8);
            else if (reader.Name.SequenceEqual("NextUploadIdMarker"u8))
                nextUploadId = XmlText.StringOrNull(reader.Content());
            else
                reader.Skip();
        // An upload without an id must not be aborted: a DELETE without one removes the object.
        if (reader.Failed || uploads.Exists(static upload => upload.Key.IsEmpty || upload.UploadId.Length == 0))
            return null;
        KeyReading reading = saysUrl ? KeyReading.Encoded : KeyReading.AsItIs;
        return new Page<MultipartUploadEntry, (ObjectKey Key, string? UploadId)>(
            uploads.ConvertAll(upload => upload with { Key = reading.Of(upload.Key) }), isTruncated, (reading.Of(nextKey), nextUploadId));
    }

    static UploadedPart ReadPart(ref XmlSpanReader reader)
    {
        int number = 0;
        string etag = "";
        long size = -1;
        ObjectChecksum? checksum = null;
        DateTimeOffset? lastModified = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("PartNumber"u8))
                number = (int)Math.Min(XmlText.Number(reader.Content()), int.MaxValue);
            else if (reader.Name.SequenceEqual("ETag"u8))
                etag = XmlText.String(reader.Content().Trim(" \t\r\n"u8));
            else if (reader.Name.SequenceEqual("Size"u8))
                size = XmlText.Size(reader.Content()) ?? -1;
            else if (reader.Name.SequenceEqual("LastModified"u8))
                lastModified = XmlText.Time(reader.Content());
            else if (AlgorithmOf(reader.Name) is var algorithm and not ChecksumAlgorithm.None)
                checksum = Checksum(algorithm, reader.Content()) ?? checksum;
            else
                reader.Skip();
        return new UploadedPart(number, etag, size, checksum) { IsChecksumKept = checksum is not null, LastModified = lastModified };
    }

    static MultipartUploadEntry ReadUpload(ref XmlSpanReader reader)
    {
        ObjectKey key = default;
        string id = "";
        DateTimeOffset? initiated = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Key"u8))
                key = XmlText.Key(reader.Content());
            else if (reader.Name.SequenceEqual("UploadId"u8))
                id = XmlText.String(reader.Content());
            else if (reader.Name.SequenceEqual("Initiated"u8))
                initiated = XmlText.Time(reader.Content());
            else
                reader.Skip();
        return new MultipartUploadEntry(key, id, initiated);
    }

    static ChecksumAlgorithm AlgorithmOf(ReadOnlySpan<byte> element)
    {
        if (element.StartsWith("Checksum"u8))
            foreach (ChecksumAlgorithm algorithm in ChecksumHeaders.Algorithms)
                if (System.Text.Ascii.Equals(element, ChecksumHeaders.ElementName(algorithm)))
                    return algorithm;
        return ChecksumAlgorithm.None;
    }

    static ObjectChecksum? Checksum(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> content) =>
        ChecksumHeaders.TryParse(algorithm, XmlText.String(content), out ObjectChecksum checksum) ? checksum : null;
}
