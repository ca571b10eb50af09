using Sluice.Failures;

namespace Sluice.S3.Checksums;

/// <summary>
/// Joins the CRCs of consecutive parts to the CRC of the whole, without the bytes: that is how a multipart object gets
/// a FULL_OBJECT checksum (S3 User Guide, "Checking object integrity"). SHA and MD5 do not combine.
/// </summary>
public static class CrcCombine
{
    /// <summary>Whether values of this algorithm combine.</summary>
    public static bool IsPossible(ChecksumAlgorithm algorithm) => Crc.Create(algorithm) is not null;

    /// <summary>
    /// The checksum of A followed by B. Throws <see cref="ArgumentException"/> when the two differ in algorithm, are
    /// composite, or are no CRCs.
    /// </summary>
    /// <param name="a">Checksum of A.</param>
    /// <param name="b">Checksum of B.</param>
    /// <param name="lengthOfB">Bytes of B.</param>
    public static ObjectChecksum Combine(ObjectChecksum a, ObjectChecksum b, long lengthOfB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthOfB);
        if (a.Algorithm != b.Algorithm || a.IsComposite || b.IsComposite || Crc.Create(a.Algorithm) is not { } crc)
            throw new ArgumentException($"{a.Algorithm} and {b.Algorithm} checksums do not combine.", nameof(b));
        return ToChecksum(a.Algorithm, crc, crc.Combine(Value(crc, a), Value(crc, b), lengthOfB));
    }

    internal static ObjectChecksum ToChecksum(ChecksumAlgorithm algorithm, Crc crc, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        crc.Write(value, bytes);
        return new ObjectChecksum(algorithm, Convert.ToBase64String(bytes[..crc.Length]));
    }

    static ulong Value(Crc crc, ObjectChecksum checksum)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        return Convert.TryFromBase64String(checksum.Base64, bytes, out int written) && written == crc.Length
            ? crc.Read(bytes)
            : throw new ArgumentException($"'{DisplayText.Of(checksum.Base64)}' is not the base64 of {crc.Length} bytes.", nameof(checksum));
    }
}
