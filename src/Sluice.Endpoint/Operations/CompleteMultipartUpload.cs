using System.Globalization;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Integrity;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>CompleteMultipartUpload: the parts become an object, without a copy.</summary>
static class CompleteMultipartUpload
{
    /// <summary>Every part but the last (S3 User Guide, "Amazon S3 multipart upload limits").</summary>
    const long LeastPart = 5 << 20;

    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        string id = request.Query.Text("uploadId")!;
        WritePrecondition condition = WriteConditions.Read(request);
        List<NamedPart> named = await CompleteUploadXml.ReadAsync(request).ConfigureAwait(false);
        if (request.Faults.ErrorAfterOk is { } code)
        {
            await Reply.ErrorAfterOkAsync(request, code).ConfigureAwait(false);
            return;
        }

        // 1 The same question again gets the same answer.
        if (request.Endpoint.FinishedUploads.Find(id, bucket.Name, request.Key) is { } finished)
        {
            await AnswerAsync(request, bucket, finished).ConfigureAwait(false);
            return;
        }

        // 2 The parts, held so that nothing replaces them while the object is made.
        Upload upload = bucket.GetUpload(id, request.Key);
        List<PartRecord> parts = Choose(upload, named);
        ObjectChecksum? checksum = CheckWhole(request, upload.Record, parts);
        Content content = new([.. parts.Select(static p => p.Blob!)]);
        if (!content.TryHold())
            throw new RefusalException(Refusal.InvalidPart);

        // 3 Publish, then forget the upload: a crash between leaves an upload that can be aborted, never half an object.
        KeptObject stored = new()
        {
            KeyBytes = request.Key.Bytes.ToArray(),
            Size = parts.Sum(static p => p.Size),
            LastModified = request.Endpoint.Now,
            ETag = MultipartIntegrity.ETag(parts),
            Description = upload.Record.Description,
            Access = upload.Record.Access,
            Checksum = checksum,
            Retention = upload.Record.Retention,
            LegalHold = upload.Record.LegalHold,
            Parts = [.. parts.Select(static p => new StoredPart(p.Number, p.Size, p.ETag, p.Checksum))],
            BlobIds = [.. parts.Select(static p => p.BlobId)],
            Content = content,
        };
        stored = await bucket.PutAsync(stored, condition, request.Aborted).ConfigureAwait(false);
        request.Endpoint.FinishedUploads.Add(id, bucket.Name, stored);
        bucket.EndUpload(upload);
        await AnswerAsync(request, bucket, stored).ConfigureAwait(false);
    }

    static List<PartRecord> Choose(Upload upload, List<NamedPart> named)
    {
        Dictionary<int, PartRecord> uploaded = upload.Parts.ToDictionary(static p => p.Number);
        List<PartRecord> chosen = [];
        UploadChecksum? wanted = upload.Record.Checksum;
        int previous = 0;
        foreach (NamedPart name in named)
        {
            if (name.Number <= previous)
                throw new RefusalException(Refusal.InvalidPartOrder);
            previous = name.Number;
            if (!uploaded.TryGetValue(name.Number, out PartRecord? part) || part.ETag != name.ETag || !name.Checksums.All(c => part.Checksum is { } own && own == c))
                throw new RefusalException(Refusal.InvalidPart with { Details = [new("PartNumber", name.Number.ToString(CultureInfo.InvariantCulture)), new("ETag", name.ETag)] });
            // A checksum over checksums is worth something only when the client says what it sent (S3 User Guide, "Checking object integrity").
            if (wanted is { Composite: true } && name.Checksums.Count == 0)
            {
                string algorithm = ChecksumHeaders.Name(wanted.Algorithm).ToLowerInvariant();
                throw new RefusalException(Refusal.InvalidRequest($"The upload was created using a {algorithm} checksum. The complete request must include the checksum for each part. It was missing for part {name.Number} in the request."));
            }
            chosen.Add(part);
        }
        foreach (PartRecord part in chosen.SkipLast(1))
        {
            if (part.Size < LeastPart)
                throw new RefusalException(Refusal.EntityTooSmall with
                {
                    Details = [new("ProposedSize", part.Size.ToString(CultureInfo.InvariantCulture)), new("MinSizeAllowed", LeastPart.ToString(CultureInfo.InvariantCulture)), new("PartNumber", part.Number.ToString(CultureInfo.InvariantCulture))],
                });
        }
        return chosen;
    }

    /// <summary>Compares what the client says of the whole object with what its parts add up to.</summary>
    static ObjectChecksum? CheckWhole(S3Request request, UploadRecord upload, List<PartRecord> parts)
    {
        if (request.Header("x-amz-mp-object-size") is { } size && (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long expected) || expected != parts.Sum(static p => p.Size)))
            throw new RefusalException(Refusal.InvalidRequest("The provided 'x-amz-mp-object-size' header does not match what was computed."));
        ObjectChecksum? computed = MultipartIntegrity.Checksum(upload.Checksum, parts);
        if (request.Header(ChecksumHeaders.TypeHeader)?.ToUpperInvariant() is { } type && computed is { } known && type != ChecksumReply.TypeName(known))
            throw new RefusalException(Refusal.InvalidRequest($"The upload was created using the {ChecksumReply.TypeName(known)} checksum mode. The complete request must use the same checksum mode."));
        foreach (ChecksumAlgorithm algorithm in ChecksumHeaders.Algorithms)
        {
            if (request.Header(ChecksumHeaders.HeaderName(algorithm)) is not { } text)
                continue;
            if (!ChecksumHeaders.TryParse(algorithm, text, out ObjectChecksum claimed))
                throw new RefusalException(Refusal.InvalidRequest($"Value for {ChecksumHeaders.HeaderName(algorithm)} header is invalid."));
            ObjectChecksum? own = computed is { } value && value.Algorithm == algorithm ? value : MultipartIntegrity.Combined(algorithm, parts);
            if (own is null || own.Value.Base64 != claimed.Base64)
                throw new RefusalException(Refusal.BadDigest(ChecksumHeaders.Name(algorithm)));
        }
        return computed;
    }

    static Task AnswerAsync(S3Request request, Bucket bucket, KeptObject stored)
    {
        VersionHeaders.Write(request, bucket, stored);
        DescriptionHeaders.WriteEncryption(request, stored.Description);
        XmlBuilder xml = new XmlBuilder().Open("CompleteMultipartUploadResult", withNamespace: true)
            .Text("Location", $"{request.Http.Request.Scheme}://{request.Http.Request.Host}{Sluice.S3.Endpoints.UriEncoding.EncodePath(new(request.Target.Path))}")
            .Text("Bucket", request.Target.Bucket).Key("Key", stored.Key, urlEncoded: false).ETag(stored.ETag);
        return Reply.XmlAsync(request, ChecksumReply.WriteElements(xml, stored.Checksum).Close("CompleteMultipartUploadResult"));
    }
}
