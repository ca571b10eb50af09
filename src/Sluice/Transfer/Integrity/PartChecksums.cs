using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>The checksums of an item's parts, filled in any order, and the checksum of the whole that follows from them.</summary>
internal sealed class PartChecksums(int count)
{
    readonly (ObjectChecksum? Checksum, long Length)[] _parts = new (ObjectChecksum?, long)[count];

    /// <summary>Notes a part, counted from 0. Parts are noted by different threads, each its own.</summary>
    public void Set(int part, ObjectChecksum? checksum, long length) => _parts[part] = (checksum, length);

    /// <summary>Bytes of all parts.</summary>
    public long Length => _parts.Sum(static part => part.Length);

    /// <summary>The checksum of the first part, which is the whole when there is one part.</summary>
    public ObjectChecksum? Only => _parts[0].Checksum;

    /// <summary>The checksum of all parts in the form of <paramref name="expected"/>; null when a part has none of its kind.</summary>
    public ObjectChecksum? As(ObjectChecksum expected)
    {
        if (!expected.IsComposite)
            return Combine(expected.Algorithm);
        // Where a store did not say of which type its CRC is, it may be that of the whole object all the same.
        return Compose(expected.Algorithm) is { } composed && composed == expected ? composed
            : Combine(expected.Algorithm) is { } whole && whole.Base64 == expected.Base64 ? expected
            : Compose(expected.Algorithm);
    }

    /// <summary>The CRC of the whole; null when a part has none, or not of this kind.</summary>
    public ObjectChecksum? Combine(ChecksumAlgorithm algorithm)
    {
        if (!CrcCombine.IsPossible(algorithm))
            return null;
        ObjectChecksum? whole = null;
        foreach ((ObjectChecksum? part, long length) in _parts)
        {
            if (part is not { } checksum || checksum.Algorithm != algorithm || checksum.IsComposite)
                return null;
            whole = whole is { } before ? CrcCombine.Combine(before, checksum, length) : checksum;
        }
        return whole;
    }

    /// <summary>The checksum of the parts' checksums (COMPOSITE); null when a part has none of this kind.</summary>
    public ObjectChecksum? Compose(ChecksumAlgorithm algorithm)
    {
        List<ObjectChecksum> all = new(_parts.Length);
        foreach ((ObjectChecksum? part, _) in _parts)
        {
            if (part is not { } checksum || checksum.Algorithm != algorithm || checksum.IsComposite)
                return null;
            all.Add(checksum);
        }
        return ChecksumHeaders.Compose(algorithm, all);
    }
}
