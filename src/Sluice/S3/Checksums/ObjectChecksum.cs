namespace Sluice.S3.Checksums;

/// <summary>A checksum that a store keeps or that was computed from bytes.</summary>
/// <param name="Algorithm">Which one.</param>
/// <param name="Base64">The value as S3 writes it: base64 of the big-endian bytes, without the <c>-N</c> of composite ones.</param>
/// <param name="PartCount">0 for a checksum of the whole object; N for a checksum of N part checksums (type COMPOSITE).</param>
public readonly record struct ObjectChecksum(ChecksumAlgorithm Algorithm, string Base64, int PartCount = 0)
{
    /// <summary>True for a checksum over part checksums.</summary>
    public bool IsComposite => PartCount > 0;
}
