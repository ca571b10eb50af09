using System.Globalization;
using Sluice.Endpoint.Storage;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Integrity;

/// <summary>ETag and checksum of an object from those of its parts.</summary>
static class MultipartIntegrity
{
    /// <summary>MD5 of the parts' MD5s, and their number.</summary>
    public static string ETag(IReadOnlyList<PartRecord> parts)
    {
        using ChecksumHasher hasher = new(ChecksumAlgorithm.Md5);
        foreach (PartRecord part in parts)
            hasher.Append(Convert.FromHexString(part.ETag));
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(Convert.FromBase64String(hasher.Finish().Base64))}-{parts.Count}");
    }

    /// <summary>The checksum the upload asked for; CRC64NVME of the whole object when it asked for none.</summary>
    public static ObjectChecksum? Checksum(UploadChecksum? asked, IReadOnlyList<PartRecord> parts)
    {
        if (asked is { Composite: true })
            return ChecksumHeaders.Compose(asked.Algorithm, [.. parts.Select(static p => p.Checksum!.Value)]);
        return Combined(asked?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme, parts);
    }

    /// <summary>The whole object's CRC; null when a part lacks its own.</summary>
    public static ObjectChecksum? Combined(ChecksumAlgorithm algorithm, IReadOnlyList<PartRecord> parts)
    {
        if (!CrcCombine.IsPossible(algorithm))
            return null;
        ObjectChecksum whole = ChecksumHasher.Compute(algorithm, default);
        foreach (PartRecord part in parts)
        {
            ObjectChecksum? own = part.Checksum is { } checksum && checksum.Algorithm == algorithm ? checksum
                : algorithm == ChecksumAlgorithm.Crc64Nvme && part.Crc64Nvme is { } crc64 ? new ObjectChecksum(algorithm, crc64) : null;
            if (own is null)
                return null;
            whole = CrcCombine.Combine(whole, own.Value, part.Size);
        }
        return whole;
    }
}
