using System.Security.Cryptography;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Integrity;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>CreateMultipartUpload and AbortMultipartUpload.</summary>
static class CreateMultipartUpload
{
    public static Task HandleAsync(S3Request request)
    {
        request.RequireNoVersion();
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:PutObject");
        if (request.Caller.IsAnonymous)
            throw new RefusalException(Refusal.AccessDenied("Anonymous users cannot initiate multipart uploads.  Please authenticate."));
        (ObjectRetention? retention, bool? hold) = ObjectLocks.Read(request, bucket);
        ObjectDescription description = DescriptionHeaders.Read(request, bucket);
        request.RequireTagging(bucket, description.Tags);
        UploadRecord record = new()
        {
            Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
            KeyBytes = request.Key.Bytes.ToArray(),
            Initiated = request.Endpoint.Now,
            Description = description,
            Access = AccessHeaders.ReadOfObject(request, bucket),
            InitiatorId = request.Caller.Id,
            Checksum = ReadChecksum(request),
            Retention = retention,
            LegalHold = hold,
        };
        bucket.BeginUpload(record);
        if (record.Checksum is { } checksum)
        {
            request.Http.Response.Headers[ChecksumHeaders.AlgorithmHeader] = ChecksumHeaders.Name(checksum.Algorithm);
            request.Http.Response.Headers[ChecksumHeaders.TypeHeader] = checksum.Composite ? ChecksumHeaders.Composite : ChecksumHeaders.FullObject;
        }
        DescriptionHeaders.WriteEncryption(request, record.Description);
        return Reply.XmlAsync(request, new XmlBuilder().Open("InitiateMultipartUploadResult", withNamespace: true)
            .Text("Bucket", bucket.Name).Key("Key", request.Key, urlEncoded: false).Text("UploadId", record.Id).Close("InitiateMultipartUploadResult"));
    }

    public static Task AbortAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Write, "s3:AbortMultipartUpload");
        if (!bucket.EndUpload(bucket.GetUpload(request.Query.Text("uploadId")!, request.Key)))
            throw new RefusalException(Refusal.NoSuchUpload);
        return Reply.EmptyAsync(request, 204);
    }

    /// <summary>Which combinations exist: S3 User Guide, "Checking object integrity", table of checksum types.</summary>
    static UploadChecksum? ReadChecksum(S3Request request)
    {
        string? name = request.Header(ChecksumHeaders.AlgorithmHeader), type = request.Header(ChecksumHeaders.TypeHeader)?.ToUpperInvariant();
        if (name is null)
            return type is null ? null : throw new RefusalException(Refusal.InvalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."));
        if (!ChecksumHeaders.TryParseName(name, out ChecksumAlgorithm algorithm))
            throw new RefusalException(Refusal.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
        bool composite = type switch
        {
            null => algorithm != ChecksumAlgorithm.Crc64Nvme,
            ChecksumHeaders.Composite => true,
            ChecksumHeaders.FullObject => false,
            _ => throw new RefusalException(Refusal.InvalidRequest("Value for x-amz-checksum-type header is invalid.")),
        };
        if (composite && algorithm == ChecksumAlgorithm.Crc64Nvme || !composite && !CrcCombine.IsPossible(algorithm))
            throw new RefusalException(Refusal.InvalidRequest($"The {type} checksum type cannot be used with the {name.ToLowerInvariant()} checksum algorithm."));
        return new UploadChecksum(algorithm, composite);
    }
}
