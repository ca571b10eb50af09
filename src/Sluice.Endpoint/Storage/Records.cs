using System.Text.Json.Serialization;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Integrity;
using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Storage;

/// <summary>A bucket, as it is kept.</summary>
sealed record BucketRecord(string Name, DateTimeOffset Created, AccessList Access);

/// <summary>An unfinished multipart upload, as it is kept.</summary>
sealed record UploadRecord
{
    public required string Id { get; init; }

    /// <summary>The key; owned by this record and never changed.</summary>
    public required byte[] KeyBytes { get; init; }

    [JsonIgnore]
    public ObjectKey Key => new(KeyBytes);

    public required DateTimeOffset Initiated { get; init; }

    public required ObjectDescription Description { get; init; }

    public required AccessList Access { get; init; }

    public required string InitiatorId { get; init; }

    /// <summary>What the parts carry and the whole object gets; null when the client left it to S3.</summary>
    public UploadChecksum? Checksum { get; init; }
}

/// <summary>One uploaded part of an unfinished upload.</summary>
sealed record UploadedPart(int Number, long Size, string ETag, DateTimeOffset LastModified, ObjectChecksum? Checksum)
{
    /// <summary>CRC64NVME of the part, from which the whole object's can be combined when the client asked for none.</summary>
    public string? Crc64Nvme { get; init; }

    public string BlobId { get; init; } = "";

    [JsonIgnore]
    public Blob? Blob { get; init; }
}

/// <summary>One bucket as a store loads it.</summary>
sealed record BucketState(BucketRecord Bucket, IReadOnlyList<StoredObject> Objects, IReadOnlyList<(UploadRecord Upload, IReadOnlyList<UploadedPart> Parts)> Uploads);
