using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer;

/// <summary>A part, as whoever copied it knows it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">Its checksum, of the upload's kind, in base64; null for none.</param>
/// <param name="IsKept">The store itself named the checksum.</param>
/// <param name="IsEncrypted">Its ETag is no MD5.</param>
internal sealed record SplitPart(int Number, string ETag, long Length, string? Checksum, bool IsKept, bool IsEncrypted)
{
    /// <summary>A part of an upload.</summary>
    public static SplitPart From(UploadedPart part) => new(part.PartNumber, part.ETag, part.Length, part.Checksum?.Base64, part.IsChecksumKept, part.IsEncryptedByKey);

    /// <summary>As the upload is joined with it.</summary>
    public UploadedPart Of(SplitUpload upload) => new(Number, ETag, Length, Checksum is { } sum ? new ObjectChecksum(upload.Checksum, sum) : null) { IsChecksumKept = IsKept, IsEncryptedByKey = IsEncrypted };
}
