using Sluice.S3.Checksums;

namespace Sluice.S3;

/// <summary>Writes an object in one request; 5 GiB at most.</summary>
public sealed record PutObjectRequest(string Bucket, ObjectKey Key, RequestBody Body)
{
    /// <summary>What the object gets besides its bytes.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>Checksum the client computes from the body, sends as a header and returns. Default CRC-64/NVME.</summary>
    public ChecksumAlgorithm Checksum { get; init; } = ChecksumAlgorithm.Crc64Nvme;

    /// <summary>Only if the object has this ETag now; <c>*</c> is not allowed here.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Only if there is no such object.</summary>
    public bool IfAbsent { get; init; }

    /// <summary>It was sent before, and may have arrived: when its condition fails, the object that is there may be its own.</summary>
    internal bool MayHaveArrived { get; init; }
}

/// <summary>What a store says of a finished write.</summary>
/// <param name="ETag">Entity tag, quoted; null when the store sent none.</param>
/// <param name="VersionId">Version, in a versioned bucket.</param>
/// <param name="Sent">The checksum computed from the bytes that were sent; null when none was asked for.</param>
/// <param name="Stored">The checksum that the store says it keeps; null when it says nothing.</param>
/// <param name="RequestId">The store's request id.</param>
public sealed record PutResult(string? ETag, string? VersionId, ObjectChecksum? Sent, ObjectChecksum? Stored, string? RequestId)
{
    /// <summary>Encryption that the store says the object has, such as <c>aws:kms</c>; null when it says nothing.</summary>
    public string? Encryption { get; init; }

    /// <summary>True when the store says that a key of KMS or of the customer encrypts the object: its ETag is then no MD5.</summary>
    public bool IsEncryptedByKey { get; init; }

    /// <summary>True when the answer names another bucket or key than was written to.</summary>
    internal bool NamesAnother { get; init; }
}
