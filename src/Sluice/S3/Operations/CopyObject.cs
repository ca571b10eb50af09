using Sluice.S3.Checksums;

namespace Sluice.S3;

/// <summary>Copies an object inside the store; 5 GiB at most.</summary>
public sealed record CopyObjectRequest(string SourceBucket, ObjectKey SourceKey, string Bucket, ObjectKey Key)
{
    /// <summary>A version other than the latest.</summary>
    public string? SourceVersionId { get; init; }

    /// <summary>Only if the source still has this ETag.</summary>
    public string? SourceIfMatch { get; init; }

    /// <summary>Only if what is there under the copy's name has this ETag.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Only if nothing is there under the copy's name.</summary>
    public bool IfAbsent { get; init; }

    /// <inheritdoc cref="PutObjectRequest.MayHaveArrived"/>
    internal bool MayHaveArrived { get; init; }

    /// <summary>Bytes of the source as they were listed; null when not known.</summary>
    internal long? SourceSize { get; init; }

    /// <summary>When the source was written, as it was listed; null when not known.</summary>
    internal DateTimeOffset? SourceTime { get; init; }

    /// <summary>New headers and metadata; null keeps those of the source (metadata directive COPY). Tags are <see cref="ReplaceTags"/>; what <see cref="Target"/> says applies either way.</summary>
    public ObjectAttributes? Replace { get; init; }

    /// <summary>New tags, perhaps none; null keeps those of the source (tagging directive COPY), which needs the right to read them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ReplaceTags { get; init; }

    /// <summary>Storage class, ACL, redirect, lock and encryption of the copy, none of which S3 takes from the source.</summary>
    public ObjectAttributes Target { get; init; } = ObjectAttributes.None;

    /// <summary>Checksum the store shall compute for the copy; None leaves it as it is.</summary>
    public ChecksumAlgorithm Checksum { get; init; } = ChecksumAlgorithm.None;
}

/// <summary>Copies a range of an object into a part of a multipart upload, inside the store.</summary>
public sealed record UploadPartCopyRequest(string SourceBucket, ObjectKey SourceKey, string Bucket, ObjectKey Key, string UploadId, int PartNumber, ByteRange Range)
{
    /// <summary>A version other than the latest.</summary>
    public string? SourceVersionId { get; init; }

    /// <summary>Only if the source still has this ETag.</summary>
    public string? SourceIfMatch { get; init; }

    /// <summary>Encryption of the upload and of the source.</summary>
    public SseOptions? Sse { get; init; }
}
