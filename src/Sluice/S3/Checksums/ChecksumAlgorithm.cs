namespace Sluice.S3.Checksums;

/// <summary>The checksums S3 keeps beside an object (S3 User Guide, "Checking object integrity").</summary>
public enum ChecksumAlgorithm
{
    /// <summary>None.</summary>
    None,
    /// <summary>CRC-64/NVME: combines over parts; S3's own default.</summary>
    Crc64Nvme,
    /// <summary>CRC-32C (Castagnoli): combines over parts.</summary>
    Crc32C,
    /// <summary>CRC-32 (ISO-HDLC, as in zip): combines over parts.</summary>
    Crc32,
    /// <summary>SHA-1: per part only.</summary>
    Sha1,
    /// <summary>SHA-256: per part only.</summary>
    Sha256,
    /// <summary>MD5, as the ETag of an object uploaded in one piece without SSE-KMS.</summary>
    Md5,
}
