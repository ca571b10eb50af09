using System.Globalization;
using System.Security.Cryptography;

namespace Sluice.S3.Checksums;

/// <summary>How S3 names and writes checksums (S3 User Guide, "Checking object integrity"; PutObject and GetObject in the API reference).</summary>
internal static class ChecksumHeaders
{
    /// <summary>Names the algorithm of a multipart upload, or asks for it with a trailer.</summary>
    public const string AlgorithmHeader = "x-amz-checksum-algorithm";

    /// <summary>Says <see cref="FullObject"/> or <see cref="Composite"/>.</summary>
    public const string TypeHeader = "x-amz-checksum-type";

    /// <summary>The type of a checksum over all bytes.</summary>
    public const string FullObject = "FULL_OBJECT";

    /// <summary>The type of a checksum over the checksums of parts.</summary>
    public const string Composite = "COMPOSITE";

    public const int MaxParts = 10_000;

    static readonly ChecksumAlgorithm[] Named =
    [
        ChecksumAlgorithm.Crc64Nvme, ChecksumAlgorithm.Crc32C, ChecksumAlgorithm.Crc32, ChecksumAlgorithm.Sha1, ChecksumAlgorithm.Sha256,
    ];

    /// <summary>The algorithms that have a header of their own, S3's default first.</summary>
    public static ReadOnlySpan<ChecksumAlgorithm> Algorithms => Named;

    /// <summary>The header of a value, in lower case; Content-MD5 for MD5.</summary>
    public static string HeaderName(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => "x-amz-checksum-crc64nvme",
        ChecksumAlgorithm.Crc32C => "x-amz-checksum-crc32c",
        ChecksumAlgorithm.Crc32 => "x-amz-checksum-crc32",
        ChecksumAlgorithm.Sha1 => "x-amz-checksum-sha1",
        ChecksumAlgorithm.Sha256 => "x-amz-checksum-sha256",
        ChecksumAlgorithm.Md5 => "content-md5",
        _ => throw Unknown(algorithm),
    };

    /// <summary>The name in <see cref="AlgorithmHeader"/>.</summary>
    public static string Name(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => "CRC64NVME",
        ChecksumAlgorithm.Crc32C => "CRC32C",
        ChecksumAlgorithm.Crc32 => "CRC32",
        ChecksumAlgorithm.Sha1 => "SHA1",
        ChecksumAlgorithm.Sha256 => "SHA256",
        _ => throw Unknown(algorithm),
    };

    /// <summary>The element of a value in XML answers and in CompleteMultipartUpload.</summary>
    public static string ElementName(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => "ChecksumCRC64NVME",
        ChecksumAlgorithm.Crc32C => "ChecksumCRC32C",
        ChecksumAlgorithm.Crc32 => "ChecksumCRC32",
        ChecksumAlgorithm.Sha1 => "ChecksumSHA1",
        ChecksumAlgorithm.Sha256 => "ChecksumSHA256",
        _ => throw Unknown(algorithm),
    };

    /// <summary>Bytes of a value.</summary>
    public static int DigestLength(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => 8,
        ChecksumAlgorithm.Crc32C or ChecksumAlgorithm.Crc32 => 4,
        ChecksumAlgorithm.Sha1 => SHA1.HashSizeInBytes,
        ChecksumAlgorithm.Sha256 => SHA256.HashSizeInBytes,
        ChecksumAlgorithm.Md5 => MD5.HashSizeInBytes,
        _ => throw Unknown(algorithm),
    };

    /// <summary>The type of a checksum of a multipart object: CRCs cover the object, the others its parts.</summary>
    public static string TypeOf(ChecksumAlgorithm algorithm) => CrcCombine.IsPossible(algorithm) ? FullObject : Composite;

    /// <summary>Finds an algorithm by <see cref="Name"/>, in any case.</summary>
    public static bool TryParseName(ReadOnlySpan<char> name, out ChecksumAlgorithm algorithm)
    {
        foreach (ChecksumAlgorithm known in Named)
            if (name.Equals(Name(known), StringComparison.OrdinalIgnoreCase))
            {
                algorithm = known;
                return true;
            }
        algorithm = ChecksumAlgorithm.None;
        return false;
    }

    /// <summary>Finds an algorithm by <see cref="HeaderName"/>, in any case; not Content-MD5, which is never stored as a checksum.</summary>
    public static bool TryParseHeaderName(ReadOnlySpan<char> header, out ChecksumAlgorithm algorithm)
    {
        const string prefix = "x-amz-checksum-";
        algorithm = ChecksumAlgorithm.None;
        return header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && TryParseName(header[prefix.Length..], out algorithm);
    }

    /// <summary>Reads a value, with or without the <c>-N</c> of composite ones. False for anything else.</summary>
    public static bool TryParse(ChecksumAlgorithm algorithm, ReadOnlySpan<char> value, out ObjectChecksum checksum)
    {
        checksum = default;
        int parts = 0;
        if (value.LastIndexOf('-') is >= 0 and int dash)
        {
            if (!TryParsePartCount(value[(dash + 1)..], out parts))
                return false;
            value = value[..dash];
        }
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64Chars(value, digest, out int written) || written != DigestLength(algorithm))
            return false;
        // Encoded anew: a comparison of text is then one of values, whatever white space or spare bits the sender put in.
        checksum = new ObjectChecksum(algorithm, Convert.ToBase64String(digest[..written]), parts);
        return true;
    }

    /// <summary>Writes a value as <see cref="TryParse"/> reads it.</summary>
    public static string Format(ObjectChecksum checksum) => checksum.IsComposite
        ? string.Create(CultureInfo.InvariantCulture, $"{checksum.Base64}-{checksum.PartCount}")
        : checksum.Base64;

    /// <summary>Reads an ETag, in whichever of its forms, as the MD5 it is for objects written in one piece, or as the MD5 of the MD5s of N parts.</summary>
    public static bool TryParseETag(ReadOnlySpan<char> etag, out ObjectChecksum checksum)
    {
        checksum = default;
        etag = EntityTag.Core(etag);
        int parts = 0;
        if (etag.IndexOf('-') is >= 0 and int dash)
        {
            if (!TryParsePartCount(etag[(dash + 1)..], out parts))
                return false;
            etag = etag[..dash];
        }
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        if (etag.Length != 2 * digest.Length || Convert.FromHexString(etag, digest, out _, out _) != System.Buffers.OperationStatus.Done)
            return false;
        checksum = new ObjectChecksum(ChecksumAlgorithm.Md5, Convert.ToBase64String(digest), parts);
        return true;
    }

    /// <summary>The checksum of type COMPOSITE: the hash of the digests of the parts, in order. CRCs too can be composed so.</summary>
    public static ObjectChecksum Compose(ChecksumAlgorithm algorithm, IReadOnlyList<ObjectChecksum> parts)
    {
        using ChecksumHasher hasher = new(algorithm);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (ObjectChecksum part in parts)
        {
            if (part.Algorithm != algorithm || part.IsComposite || !Convert.TryFromBase64String(part.Base64, digest, out int written))
                throw new ArgumentException($"A part has no {algorithm} checksum of its own.", nameof(parts));
            hasher.Append(digest[..written]);
        }
        return hasher.Finish() with { PartCount = parts.Count };
    }

    internal static HashAlgorithmName HashName(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        ChecksumAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        ChecksumAlgorithm.Md5 => HashAlgorithmName.MD5,
        _ => throw Unknown(algorithm),
    };

    static bool TryParsePartCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxParts;

    static ArgumentOutOfRangeException Unknown(ChecksumAlgorithm algorithm) =>
        new(nameof(algorithm), algorithm, "This algorithm has no such value.");
}
