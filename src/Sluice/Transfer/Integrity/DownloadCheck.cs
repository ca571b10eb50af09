using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// What the bytes of a download can be compared with. First a checksum that the store keeps; else the MD5 in the ETag,
/// when one stream brings the whole object and its encryption leaves the ETag an MD5; else the size and the pinned ETag.
/// </summary>
/// <param name="Algorithm">Computed while the bytes flow. CRC-64/NVME when there is nothing to compare, for the outcome to name.</param>
/// <param name="Expected">The value it must have; null when there is none.</param>
/// <param name="Verification">What an agreement proves.</param>
internal readonly record struct DownloadCheck(ChecksumAlgorithm Algorithm, ObjectChecksum? Expected, Verification Verification)
{
    /// <summary>Size only.</summary>
    public static DownloadCheck SizeOnly { get; } = new(ChecksumAlgorithm.Crc64Nvme, null, Verification.Size);

    /// <summary>Size only, and nothing is computed.</summary>
    public static DownloadCheck None { get; } = new(ChecksumAlgorithm.None, null, Verification.Size);

    /// <summary>The check for an object that comes in one stream, or in ranges whose CRCs combine.</summary>
    /// <param name="info">What the store says of the object.</param>
    /// <param name="oneStream">One stream brings all of it.</param>
    /// <param name="store">Where it is kept, when that may have shown already that its ETags are no MD5s.</param>
    public static DownloadCheck For(ObjectInfo info, bool oneStream, S3Client? store = null)
    {
        if (info.Checksum is { } stored)
        {
            if (!stored.IsComposite && (oneStream || CrcCombine.IsPossible(stored.Algorithm)))
                return new DownloadCheck(stored.Algorithm, stored, Verification.Checksum);
            // An object of one part: the checksum of its one checksum.
            if (stored.PartCount == 1 && oneStream)
                return new DownloadCheck(stored.Algorithm, stored, Verification.Checksum);
        }
        return oneStream && store?.ETagsAreMd5 != false && Md5Of(info) is { } md5 ? new DownloadCheck(ChecksumAlgorithm.Md5, md5, Verification.Md5) : SizeOnly;
    }

    /// <summary>The MD5 that the ETag is for objects written in one piece without KMS or customer keys (API reference, "Object": ETag); null otherwise.</summary>
    public static ObjectChecksum? Md5Of(ObjectInfo info) =>
        info.ETag is { } etag && !IsEncryptedByKey(info.Attributes.Sse) && ChecksumHeaders.TryParseETag(etag, out ObjectChecksum md5) && !md5.IsComposite
            ? md5
            : null;

    /// <summary>What stands when the bytes agreed: without a checksum, and without a size that was told beforehand, nothing does.</summary>
    public Verification Proves(bool sizeWasTold) => Verification == Verification.Size && !sizeWasTold ? Verification.Unverified : Verification;

    /// <summary>True when the computed value is the expected one, or none is expected.</summary>
    public bool Agrees(ObjectChecksum computed) => Expected is not { } expected
        || (expected.IsComposite ? ChecksumHeaders.Compose(Algorithm, [computed]) == expected : computed == expected);

    /// <summary>True when a key of KMS or of the customer encrypts the object: its ETag is then no MD5.</summary>
    public static bool IsEncryptedByKey(SseOptions? sse) =>
        sse is not null && (sse.CustomerKey is not null || sse.Mode is { } mode && mode.StartsWith("aws:kms", StringComparison.Ordinal));
}
