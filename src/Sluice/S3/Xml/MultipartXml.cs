using Sluice.S3.Checksums;

namespace Sluice.S3.Xml;

/// <summary>Reads the answers of multipart uploads and copies.</summary>
internal static class MultipartXml
{
    /// <summary>Upload id of InitiateMultipartUploadResult; null when there is none.</summary>
    public static string? ParseUploadId(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        string? id = null;
        if (!reader.Begin("InitiateMultipartUploadResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("UploadId"u8))
                id = XmlText.StringOrNull(reader.Content());
            else
                reader.Skip();
        return reader.Failed ? null : id;
    }

    /// <summary>What CopyObjectResult, CopyPartResult and CompleteMultipartUploadResult have in common.</summary>
    internal sealed record Result(string ETag, ObjectChecksum? Checksum);

    /// <summary>Reads the result of a copy or a completion; null when it is none.</summary>
    public static Result? ParseResult(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        string? etag = null;
        ObjectChecksum? checksum = null;
        if (!reader.Begin("CopyObjectResult"u8) && !reader.Name.SequenceEqual("CopyPartResult"u8) && !reader.Name.SequenceEqual("CompleteMultipartUploadResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("ETag"u8))
                etag = XmlText.ETag(reader.Content());
            else if (AlgorithmOf(reader.Name) is var algorithm and not ChecksumAlgorithm.None)
                checksum = Checksum(algorithm, reader.Content()) ?? checksum;
            else
                reader.Skip();
        return reader.Failed || etag is null ? null : new Result(etag, checksum);
    }

    /// <summary>Reads ListPartsResult; null when it is none.</summary>
    public static ListPartsPage? ParseParts(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<UploadedPart> parts = [];
        bool isTruncated = false;
        int next = 0;
        if (!reader.Begin("ListPartsResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Part"u8))
                parts.Add(ReadPart(ref reader));
            else if (reader.Name.SequenceEqual("IsTruncated"u8))
                isTruncated = XmlText.Boolean(reader.Content());
            else if (reader.Name.SequenceEqual("NextPartNumberMarker"u8))
                next = (int)XmlText.Number(reader.Content());
            else
                reader.Skip();
        return reader.Failed ? null : new ListPartsPage(parts, isTruncated, next);
    }

    /// <summary>Reads ListMultipartUploadsResult; null when it is none.</summary>
    public static ListMultipartUploadsPage? ParseUploads(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        List<MultipartUploadEntry> uploads = [];
        bool isTruncated = false;
        ObjectKey nextKey = default;
        string? nextUploadId = null;
        if (!reader.Begin("ListMultipartUploadsResult"u8))
            return null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Upload"u8))
                uploads.Add(ReadUpload(ref reader));
            else if (reader.Name.SequenceEqual("IsTruncated"u8))
                isTruncated = XmlText.Boolean(reader.Content());
            else if (reader.Name.SequenceEqual("NextKeyMarker"u8))
                nextKey = XmlText.Key(reader.Content(), isUrlEncoded: false);
            else if (reader.Name.SequenceEqual("NextUploadIdMarker"u8))
                nextUploadId = XmlText.StringOrNull(reader.Content());
            else
                reader.Skip();
        return reader.Failed ? null : new ListMultipartUploadsPage(uploads, isTruncated, nextKey, nextUploadId);
    }

    static UploadedPart ReadPart(ref XmlSpanReader reader)
    {
        int number = 0;
        string etag = "";
        long size = -1;
        ObjectChecksum? checksum = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("PartNumber"u8))
                number = (int)Math.Min(XmlText.Number(reader.Content()), int.MaxValue);
            else if (reader.Name.SequenceEqual("ETag"u8))
                etag = XmlText.ETag(reader.Content()) ?? "";
            else if (reader.Name.SequenceEqual("Size"u8))
                size = XmlText.Size(reader.Content()) ?? -1;
            else if (AlgorithmOf(reader.Name) is var algorithm and not ChecksumAlgorithm.None)
                checksum = Checksum(algorithm, reader.Content()) ?? checksum;
            else
                reader.Skip();
        return new UploadedPart(number, etag, size, checksum);
    }

    static MultipartUploadEntry ReadUpload(ref XmlSpanReader reader)
    {
        ObjectKey key = default;
        string id = "";
        DateTimeOffset? initiated = null;
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Key"u8))
                key = XmlText.Key(reader.Content(), isUrlEncoded: false);
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
