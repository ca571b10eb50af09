using Sluice.S3.Checksums;

namespace Sluice.S3;

/// <summary>Begins a multipart upload.</summary>
public sealed record CreateMultipartUploadRequest(string Bucket, ObjectKey Key)
{
    /// <summary>What the object gets besides its bytes. Without a type it gets <c>binary/octet-stream</c>, as S3 gives it to a single PUT (API reference, PutObject).</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>Checksum of the parts and the whole: CRC-64/NVME and the other CRCs as FULL_OBJECT, SHA as COMPOSITE. Default CRC-64/NVME.</summary>
    public ChecksumAlgorithm Checksum { get; init; } = ChecksumAlgorithm.Crc64Nvme;
}

/// <summary>Uploads one part: 5 MiB (but for the last) to 5 GiB, numbered 1 to 10,000.</summary>
public sealed record UploadPartRequest(string Bucket, ObjectKey Key, string UploadId, int PartNumber, RequestBody Body)
{
    /// <summary>Checksum computed from the body and sent. Default CRC-64/NVME.</summary>
    public ChecksumAlgorithm Checksum { get; init; } = ChecksumAlgorithm.Crc64Nvme;

    /// <summary>Customer key of an SSE-C upload.</summary>
    public SseCustomerKey? CustomerKey { get; init; }
}

/// <summary>A part that the store holds.</summary>
/// <param name="PartNumber">1 to 10,000.</param>
/// <param name="ETag">Entity tag of the part, exactly as the store gave it: with quotes or without.</param>
/// <param name="Length">Bytes; -1 when not known.</param>
/// <param name="Checksum">Checksum of the part: of the bytes sent, or as the store named it; null for none.</param>
public sealed record UploadedPart(int PartNumber, string ETag, long Length, ObjectChecksum? Checksum)
{
    /// <summary>
    /// The store itself named the checksum. Only then does CompleteMultipartUpload name it: a store that knows no checksums may
    /// refuse a document that names some (MalformedXML). Default false.
    /// </summary>
    public bool IsChecksumKept { get; init; }

    /// <summary>True when the store says that a key of KMS or of the customer encrypts the part: its ETag is then no MD5.</summary>
    public bool IsEncryptedByKey { get; init; }

    /// <summary>When the store took it, by its clock, as ListParts names it; null when nothing did.</summary>
    public DateTimeOffset? LastModified { get; init; }
}

/// <summary>Joins the parts to an object.</summary>
public sealed record CompleteMultipartUploadRequest(string Bucket, ObjectKey Key, string UploadId, IReadOnlyList<UploadedPart> Parts)
{
    /// <summary>Checksum of the whole object, which the store compares; null for none.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Size of the whole object, which the store compares (x-amz-mp-object-size); null for none.</summary>
    public long? ObjectSize { get; init; }

    /// <summary>
    /// When the upload was begun, by this machine's clock; null when not known. When the answer is lost, an object of this
    /// upload's size that was written since is taken for its result where its ETag and checksum cannot tell.
    /// </summary>
    public DateTimeOffset? Begun { get; init; }

    /// <summary>What the upload was begun with; looked at when the answer is lost.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>Only if the object has this ETag now.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Only if there is no such object.</summary>
    public bool IfAbsent { get; init; }

    /// <inheritdoc cref="PutObjectRequest.MayHaveArrived"/>
    internal bool MayHaveArrived { get; init; }

    /// <summary>Customer key of an SSE-C upload.</summary>
    public SseCustomerKey? CustomerKey { get; init; }
}

/// <summary>Gives up a multipart upload; its parts are removed.</summary>
public sealed record AbortMultipartUploadRequest(string Bucket, ObjectKey Key, string UploadId);

/// <summary>Lists the parts a store holds of an upload, 1,000 a page.</summary>
public sealed record ListPartsRequest(string Bucket, ObjectKey Key, string UploadId)
{
    /// <summary>Parts after this number.</summary>
    public int PartNumberMarker { get; init; }
}

/// <summary>One page of parts.</summary>
public sealed record ListPartsPage(IReadOnlyList<UploadedPart> Parts, bool IsTruncated, int NextPartNumberMarker);

/// <summary>Lists the uploads under way in a bucket, 1,000 a page.</summary>
public sealed record ListMultipartUploadsRequest(string Bucket)
{
    /// <summary>Only keys that begin so.</summary>
    public ObjectKey Prefix { get; init; }

    /// <summary>Continue after this key.</summary>
    public ObjectKey KeyMarker { get; init; }

    /// <summary>And after this upload of it.</summary>
    public string? UploadIdMarker { get; init; }
}

/// <summary>An upload under way.</summary>
public sealed record MultipartUploadEntry(ObjectKey Key, string UploadId, DateTimeOffset? Initiated);

/// <summary>One page of uploads.</summary>
public sealed record ListMultipartUploadsPage(IReadOnlyList<MultipartUploadEntry> Uploads, bool IsTruncated, ObjectKey NextKeyMarker, string? NextUploadIdMarker);
