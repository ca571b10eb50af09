using System.Globalization;
using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>The operations of multipart uploads.</summary>
internal static class MultipartOperations
{
    /// <summary>The type of an object that was given none. It is always sent: stores without it take that of another request of the upload, such as application/xml.</summary>
    const string DefaultContentType = "binary/octet-stream";

    /// <summary>The code of an answer that is S3's and lacks what it is for.</summary>
    const string BrokenAnswer = "BrokenAnswer";

    public static WireRequest Compose(CreateMultipartUploadRequest create)
    {
        WireRequest request = new() { Method = "POST", Operation = "CreateMultipartUpload", Bucket = create.Bucket, Key = create.Key };
        request.AddQuery("uploads", "");
        request.AddAttributes(create.Attributes.ContentType is null ? create.Attributes with { ContentType = DefaultContentType } : create.Attributes);
        if (create.Checksum is not (ChecksumAlgorithm.None or ChecksumAlgorithm.Md5))
        {
            request.ChecksumHeaders.Add(new(ChecksumHeaders.AlgorithmHeader, ChecksumHeaders.Name(create.Checksum)));
            request.ChecksumHeaders.Add(new(ChecksumHeaders.TypeHeader, ChecksumHeaders.TypeOf(create.Checksum)));
        }
        return request;
    }

    public static WireRequest Compose(UploadPartRequest part)
    {
        WireRequest request = new() { Method = "PUT", Operation = "UploadPart", Bucket = part.Bucket, Key = part.Key, Body = part.Body, Checksum = part.Body is StreamedBody ? ChecksumAlgorithm.None : part.Checksum };
        request.AddStream(part.Body as StreamedBody);
        request.AddPart(part.PartNumber, part.UploadId);
        request.AddCustomerKey(part.CustomerKey);
        return request;
    }

    public static WireRequest Compose(UploadPartCopyRequest copy)
    {
        WireRequest request = new() { Method = "PUT", Operation = "UploadPartCopy", Bucket = copy.Bucket, Key = copy.Key, Patience = WriteOperations.CopyPatience };
        request.AddPart(copy.PartNumber, copy.UploadId);
        request.AddCopySource(copy.SourceBucket, copy.SourceKey, copy.SourceVersionId, copy.SourceIfMatch);
        request.AddHeader("x-amz-copy-source-range", string.Create(CultureInfo.InvariantCulture, $"bytes={copy.Range.Offset}-{copy.Range.Last}"));
        request.AddCustomerKey(copy.Sse?.CustomerKey);
        request.AddSourceCustomerKey(copy.Sse?.CopySourceCustomerKey);
        return request;
    }

    /// <param name="complete">The parts to join.</param>
    /// <param name="plain">As the oldest stores know it: part numbers and ETags, with the Content-MD5 that some of them demand, and nothing else.</param>
    public static WireRequest Compose(CompleteMultipartUploadRequest complete, bool plain)
    {
        WireRequest request = new()
        {
            Method = "POST",
            Operation = "CompleteMultipartUpload",
            Bucket = complete.Bucket,
            Key = complete.Key,
            Body = new MemoryBody(WriteParts(complete.Parts, !plain)),
            Patience = WriteOperations.CopyPatience,
            NeedsMd5 = plain,
        };
        // No content type, as aws-cli sends none: some stores would give this one to the object.
        request.AddQuery("uploadId", complete.UploadId);
        request.AddConditions(complete.IfMatch, complete.IfAbsent);
        request.AddCustomerKey(complete.CustomerKey);
        if (plain)
            return request;
        if (complete.Checksum is { Algorithm: not (ChecksumAlgorithm.None or ChecksumAlgorithm.Md5) } checksum)
        {
            request.AddHeader(ChecksumHeaders.HeaderName(checksum.Algorithm), ChecksumHeaders.Format(checksum));
            request.AddHeader(ChecksumHeaders.TypeHeader, checksum.IsComposite ? ChecksumHeaders.Composite : ChecksumHeaders.FullObject);
        }
        if (complete.ObjectSize is { } size)
            request.AddHeader("x-amz-mp-object-size", size.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>True when a store may have refused what a plain request would not have. A wrong checksum, part or order is no such thing.</summary>
    public static bool MayWantPlain(S3Error error) => error.Kind == FailureKind.NotSupported
        || error.Kind == FailureKind.BadRequest && error.Code is not ("InvalidPart" or "InvalidPartOrder" or "EntityTooSmall" or "EntityTooLarge");

    public static WireRequest Compose(AbortMultipartUploadRequest abort)
    {
        WireRequest request = new() { Method = "DELETE", Operation = "AbortMultipartUpload", Bucket = abort.Bucket, Key = abort.Key, IsUndoing = true };
        request.AddQuery("uploadId", abort.UploadId);
        return request;
    }

    public static WireRequest Compose(ListPartsRequest list)
    {
        WireRequest request = new() { Method = "GET", Operation = "ListParts", Bucket = list.Bucket, Key = list.Key };
        request.AddQuery("uploadId", list.UploadId);
        request.AddQuery("max-parts", "1000");
        if (list.PartNumberMarker > 0)
            request.AddQuery("part-number-marker", list.PartNumberMarker.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    public static WireRequest Compose(ListMultipartUploadsRequest list)
    {
        // Without encoding-type: Ceph then encodes keys but neither says so nor encodes the markers.
        WireRequest request = new() { Method = "GET", Operation = "ListMultipartUploads", Bucket = list.Bucket };
        request.AddQuery("uploads", "");
        request.AddQuery("max-uploads", "1000");
        if (!list.Prefix.IsEmpty)
            request.AddQuery("prefix", list.Prefix);
        if (!list.KeyMarker.IsEmpty)
            request.AddQuery("key-marker", list.KeyMarker);
        if (list.UploadIdMarker is not null)
            request.AddQuery("upload-id-marker", list.UploadIdMarker);
        return request;
    }

    /// <summary>An answer that names no id is not asked for again: each may begin an upload that nobody can find.</summary>
    public static S3Result<string> ReadCreate(Response answer, WireRequest request)
    {
        S3Result<string> result = ResponseDocument.Read(answer, MultipartXml.ParseUploadId);
        return result.Error is null && string.IsNullOrWhiteSpace(result.Value)
            ? answer.Protocol("began a multipart upload without naming its id", RetryClass.Never) with { Code = BrokenAnswer }
            : result;
    }

    public static S3Result<UploadedPart> ReadPart(Response answer, (WireRequest Request, int PartNumber) part)
    {
        ObjectChecksum? sent = part.Request.SentChecksum, kept = ObjectHeaders.Checksum(answer.Head, sent?.Algorithm ?? ChecksumAlgorithm.None);
        return (ResponseDocument.Refusal(answer) ?? WriteOperations.Difference(answer, sent, kept)) is { } error
            ? error
            : new UploadedPart(part.PartNumber, answer.Head.Text("etag"u8) ?? "", part.Request.Body.Length, sent)
            {
                IsChecksumKept = sent is not null && kept == sent,
                IsEncryptedByKey = ObjectHeaders.IsEncryptedByKey(answer.Head),
            };
    }

    /// <summary>The ETag is empty when the store did not name it, which an answer without a body does not either.</summary>
    public static S3Result<UploadedPart> ReadPartCopy(Response answer, UploadPartCopyRequest request) =>
        ResponseDocument.Read(answer, static xml => xml.Trim(" \t\r\n"u8).IsEmpty ? MultipartXml.Result.Nothing : MultipartXml.ParseResult(xml)).TryGet(out MultipartXml.Result? result, out S3Error? error)
            ? new UploadedPart(request.PartNumber, result.ETag ?? "", request.Range.Length, result.Checksum) { IsChecksumKept = result.Checksum is not null, IsEncryptedByKey = ObjectHeaders.IsEncryptedByKey(answer.Head) }
            : error;

    /// <summary>What CompleteMultipartUpload says of the new object. A document that says nothing is not asked for again: the object tells more.</summary>
    public static S3Result<PutResult> ReadComplete(Response answer, WireRequest request) => WriteOperations.ReadResult(answer, RetryClass.Never);

    /// <summary>A page of parts. Their numbers only rise, so that a listing of them ends; the last one of a page is where the next begins.</summary>
    public static S3Result<ListPartsPage> ReadParts(Response answer, ListPartsRequest request)
    {
        if (!ResponseDocument.Read(answer, MultipartXml.ParseParts).TryGet(out MultipartXml.Page<UploadedPart, int>? page, out S3Error? error))
            return error;
        int last = request.PartNumberMarker;
        foreach (UploadedPart part in page.Entries)
        {
            if (part.PartNumber <= last || part.PartNumber > ChecksumHeaders.MaxParts)
                return answer.Protocol($"listed part {part.PartNumber} behind part {last}");
            last = part.PartNumber;
        }
        if (page.Entries.Count > 0)
            return new ListPartsPage(page.Entries, page.IsTruncated != false && last < ChecksumHeaders.MaxParts, last);
        return page.IsTruncated == true && page.Next <= last
            ? answer.Protocol("says that it has more parts, shows none of them, and not where to go on")
            : new ListPartsPage(page.Entries, page.IsTruncated == true && page.Next < ChecksumHeaders.MaxParts, page.Next);
    }

    /// <summary>A page of uploads. Where the store does not say where the next one begins, that is behind its last upload.</summary>
    public static S3Result<ListMultipartUploadsPage> ReadUploads(Response answer, WireRequest request)
    {
        if (!ResponseDocument.Read(answer, MultipartXml.ParseUploads).TryGet(out MultipartXml.Page<MultipartUploadEntry, (ObjectKey Key, string? UploadId)>? page, out S3Error? error))
            return error;
        (ObjectKey key, string? id) = page.Next;
        bool isLast = page.IsTruncated == false || page.IsTruncated is null && page.Entries.Count == 0;
        if (!isLast && key.IsEmpty)
        {
            if (page.Entries.Count == 0)
                return answer.Protocol("says that it has more multipart uploads, shows none of them, and not where to go on");
            (key, id) = (page.Entries[^1].Key, page.Entries[^1].UploadId);
        }
        return new ListMultipartUploadsPage(page.Entries, !isLast, key, id);
    }

    static void AddStream(this WireRequest request, StreamedBody? body)
    {
        if (body is null)
            return;
        request.AddHeader("content-encoding", "aws-chunked");
        request.AddHeader("x-amz-decoded-content-length", body.Length.ToString(CultureInfo.InvariantCulture));
        request.AddHeader("x-amz-trailer", ChecksumHeaders.HeaderName(body.Algorithm));
        request.AddHeader("x-amz-sdk-checksum-algorithm", ChecksumHeaders.Name(body.Algorithm));
    }

    static void AddPart(this WireRequest request, int partNumber, string uploadId)
    {
        request.AddQuery("partNumber", partNumber.ToString(CultureInfo.InvariantCulture));
        request.AddQuery("uploadId", uploadId);
    }

    static byte[] WriteParts(IReadOnlyList<UploadedPart> parts, bool withChecksums)
    {
        using XmlBuilder xml = new();
        xml.Open("CompleteMultipartUpload", withNamespace: true);
        foreach (UploadedPart part in parts)
        {
            xml.Open("Part");
            xml.Number("PartNumber", part.PartNumber);
            xml.Text("ETag", part.ETag);
            if (withChecksums && part.IsChecksumKept && part.Checksum is { Algorithm: not (ChecksumAlgorithm.None or ChecksumAlgorithm.Md5) } checksum)
                xml.Text(ChecksumHeaders.ElementName(checksum.Algorithm), checksum.Base64);
            xml.Close("Part");
        }
        xml.Close("CompleteMultipartUpload");
        return xml.Bytes.ToArray();
    }
}
