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
    /// <summary>Further checksums of the whole that the store claims, each of which the bytes must have too; null or empty for none.</summary>
    public IReadOnlyList<ObjectChecksum>? Others { get; init; }

    /// <summary>Size only.</summary>
    public static DownloadCheck SizeOnly { get; } = new(ChecksumAlgorithm.Crc64Nvme, null, Verification.Size);

    /// <summary>Size only, and nothing is computed.</summary>
    public static DownloadCheck None { get; } = new(ChecksumAlgorithm.None, null, Verification.Size);

    /// <summary>The check for an object that comes in one stream, or in ranges whose CRCs combine.</summary>
    /// <param name="info">What the store says of the object.</param>
    /// <param name="oneStream">One stream brings all of it.</param>
    public static DownloadCheck For(ObjectInfo info, bool oneStream)
    {
        if (info.Checksum is { } stored)
        {
            if (!stored.IsComposite && (oneStream || CrcCombine.IsPossible(stored.Algorithm)))
                return new DownloadCheck(stored.Algorithm, stored, Verification.Checksum) { Others = info.OtherChecksums };
            // An object of one part: the checksum of its one checksum.
            if (stored.PartCount == 1 && oneStream)
                return new DownloadCheck(stored.Algorithm, stored, Verification.Checksum);
        }
        return oneStream && ETagMd5.Of(info) is { IsComposite: false } md5 ? new DownloadCheck(ChecksumAlgorithm.Md5, md5, Verification.Md5) : SizeOnly;
    }

    /// <summary>What stands when the bytes agreed: without a checksum, and without a size that was told beforehand, nothing does.</summary>
    public static Verification Proved(Verification verified, bool sizeWasTold) => verified == Verification.Size && !sizeWasTold ? Verification.Unverified : verified;

    /// <summary>The failure of bytes that lack one of the <see cref="Others"/>; null when they have all.</summary>
    public ItemFailure? Contradiction(ReadOnlySpan<byte> all)
    {
        foreach (ObjectChecksum other in Others ?? [])
            if (ChecksumHasher.Compute(other.Algorithm, all) is var computed && computed != other)
                return Contradicts(other, computed);
        return null;
    }

    /// <summary>The failure of bytes that have one checksum that the store keeps and not the other.</summary>
    public static ItemFailure Contradicts(ObjectChecksum other, ObjectChecksum computed) =>
        ItemFailure.Corrupt($"The {other.Algorithm} of the bytes is {computed.Base64}, the store keeps {other.Base64} beside another checksum.");

    /// <summary>True when the computed value, of the whole or of parts, is the expected one, or none is expected.</summary>
    public bool Agrees(ObjectChecksum computed) => Expected is not { } expected || computed == expected
        || expected.PartCount == 1 && !computed.IsComposite && (computed.Base64 == expected.Base64 || ChecksumHeaders.Compose(Algorithm, [computed]) == expected);
}
