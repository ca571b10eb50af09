using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>CopyObject: a new object over the same stored bytes.</summary>
static class CopyObject
{
    public static async Task HandleAsync(S3Request request)
    {
        request.RequireNoVersion();
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        WritePrecondition condition = WriteConditions.Read(request);
        bool replacesMetadata = Directive(request, "x-amz-metadata-directive"), replacesTags = Directive(request, "x-amz-tagging-directive");
        if (request.Faults.ErrorAfterOk is { } code)
        {
            await Reply.ErrorAfterOkAsync(request, code).ConfigureAwait(false);
            return;
        }
        using CopySource source = CopySource.Open(request);
        CopySource.RequireSize(source.Object.Size);
        ObjectDescription asked = DescriptionHeaders.Read(request, bucket);
        ObjectDescription description = Describe(asked, source.Object.Description, replacesMetadata) with { Tags = replacesTags ? asked.Tags : request.RequireTags(source.Bucket, source.Object, source.Version) };
        request.RequireTagging(bucket, description.Tags);
        if (source.Bucket == bucket && source.Object.Key == request.Key && source.Version is null && !replacesMetadata && !ChangesStorage(request, source.Object.Description, description))
            throw new RefusalException(Refusal.InvalidRequest("This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."));

        (ObjectRetention? retention, bool? hold) = ObjectLocks.Read(request, bucket);
        (string etag, ObjectChecksum checksum) = await IntegrityAsync(request, source.Object).ConfigureAwait(false);
        // Blobs never change, so the copy shares them; the store counts who holds them.
        source.Object.Content.TryHold();
        KeptObject copy = source.Object with
        {
            KeyBytes = request.Key.Bytes.ToArray(),
            LastModified = request.Endpoint.Now,
            ETag = etag,
            Checksum = checksum,
            Description = description,
            Access = AccessHeaders.ReadOfObject(request, bucket),
            Retention = retention,
            LegalHold = hold,
            Restore = null,
            Parts = [],
        };
        copy = await bucket.PutAsync(copy, condition, request.Aborted).ConfigureAwait(false);
        VersionHeaders.Write(request, bucket, copy);
        source.WriteVersion(request);
        DescriptionHeaders.WriteEncryption(request, description);
        XmlBuilder xml = new XmlBuilder().Open("CopyObjectResult", withNamespace: true).Text("LastModified", Reply.XmlDate(copy.LastModified)).ETag(etag);
        await Reply.XmlAsync(request, ChecksumReply.WriteElements(xml, checksum).Close("CopyObjectResult")).ConfigureAwait(false);
    }

    static bool Directive(S3Request request, string header) => request.Header(header) switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        _ => throw new RefusalException(Refusal.InvalidArgument($"Unknown {header[6..].Replace('-', ' ')}.")),
    };

    /// <summary>Storage class, encryption and redirect are always the request's own; the rest as the directives say (S3 API Reference, CopyObject).</summary>
    static ObjectDescription Describe(ObjectDescription asked, ObjectDescription source, bool replacesMetadata) => replacesMetadata ? asked : source with
    {
        StorageClass = asked.StorageClass,
        Encryption = asked.Encryption,
        KmsKeyId = asked.KmsKeyId,
        BucketKey = asked.BucketKey,
        CustomerKeyMd5 = asked.CustomerKeyMd5,
        WebsiteRedirect = asked.WebsiteRedirect,
    };

    static bool ChangesStorage(S3Request request, ObjectDescription source, ObjectDescription copy) =>
        source.StorageClass != copy.StorageClass || copy.Encryption is not null && (copy.Encryption != source.Encryption || request.Header("x-amz-server-side-encryption") is not null)
        || source.CustomerKeyMd5 != copy.CustomerKeyMd5 || source.WebsiteRedirect != copy.WebsiteRedirect;

    /// <summary>A copy is a simple object: its ETag is an MD5 and its checksum covers the whole, computed where the source has other ones.</summary>
    static async Task<(string ETag, ObjectChecksum Checksum)> IntegrityAsync(S3Request request, KeptObject source)
    {
        ChecksumAlgorithm algorithm = source.Checksum?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme;
        if (request.Header(ChecksumHeaders.AlgorithmHeader) is { } name && !ChecksumHeaders.TryParseName(name, out algorithm))
            throw new RefusalException(Refusal.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
        if (source.Parts.Count == 0 && source.Checksum is { IsComposite: false } known && known.Algorithm == algorithm)
            return (source.ETag, known);
        using ChecksumHasher md5 = new(ChecksumAlgorithm.Md5);
        using ChecksumHasher checksum = new(algorithm);
        byte[] scratch = new byte[64 << 10];
        await source.Content.ReadAsync(0, source.Size, scratch, piece =>
        {
            md5.Append(piece.Span);
            checksum.Append(piece.Span);
            return ValueTask.CompletedTask;
        }, request.Aborted).ConfigureAwait(false);
        return (Convert.ToHexStringLower(Convert.FromBase64String(md5.Finish().Base64)), checksum.Finish());
    }
}
