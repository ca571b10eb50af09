using Sluice.S3.Checksums;

namespace Sluice.S3;

/// <summary>What the headers of a GET or HEAD answer say of an object.</summary>
public sealed record ObjectInfo
{
    /// <summary>Bytes in this answer's body (HEAD: that a GET would have); -1 when the store does not say, as in chunked answers.</summary>
    public required long ContentLength { get; init; }

    /// <summary>Bytes of the whole object, from Content-Range when the answer is a range; -1 when the store does not say.</summary>
    public required long TotalLength { get; init; }

    /// <summary>The range this answer holds; null for the whole object.</summary>
    public ByteRange? Range { get; init; }

    /// <summary>Entity tag, quoted as the store sent it; null when it sent none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the object was written.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The store's time when it answered a HEAD; null when it did not say, and for other requests.</summary>
    internal DateTimeOffset? StoreTime { get; init; }

    /// <summary>Version, in a versioned bucket.</summary>
    public string? VersionId { get; init; }

    /// <summary>The stored checksum; null when the store keeps or sends none. Of the part, when a part was asked for.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>Further checksums of the whole object, of other kinds; S3 keeps one only.</summary>
    internal IReadOnlyList<ObjectChecksum> OtherChecksums { get; init; } = [];

    /// <summary>Nothing in the answer shows that a store gave it: a web server may have, for any path.</summary>
    internal bool MayBePage { get; init; }

    /// <summary>The store refuses HEAD: this is what a GET said.</summary>
    internal bool IsOfGet { get; init; }

    /// <summary>This is what an answer to a range said, from which no checksum of the whole can be had.</summary>
    internal bool IsOfRange { get; init; }

    /// <summary>Parts the object was uploaded in (x-amz-mp-parts-count); null when not said.</summary>
    public int? PartsCount { get; init; }

    /// <summary>True when a key of KMS or of the customer encrypts the object: its ETag is then no MD5.</summary>
    public bool IsEncryptedByKey { get; init; }

    /// <summary>What the headers tell of type, metadata, storage class, encryption, redirect and lock, as stored. Tags and ACL are not in them.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>Number of tags (x-amz-tagging-count). S3 tells it only to those who may read them, so that 0 may mean that there are some.</summary>
    public int TagCount { get; init; }

    /// <summary>Entries of user metadata that no header can carry and that were left out (x-amz-missing-meta).</summary>
    public int MissingMetadata { get; init; }

    /// <summary>Whether a temporary copy of an archived object is there, or under way (x-amz-restore); null when nobody asked for one, or it is gone again.</summary>
    public RestoreState? Restore { get; init; }

    /// <summary>The archive tier of an object of the class INTELLIGENT_TIERING that must be restored (x-amz-archive-status); null for none.</summary>
    public string? ArchiveStatus { get; init; }

    /// <summary>The store's request id.</summary>
    public string? RequestId { get; init; }
}
