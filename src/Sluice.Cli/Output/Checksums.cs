using Sluice.S3.Checksums;

namespace Sluice.Cli.Output;

/// <summary>Checksums as text.</summary>
static class Checksums
{
    /// <summary>The algorithm's name as <c>--checksum</c> takes it.</summary>
    public static string Name(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => "crc64nvme",
        ChecksumAlgorithm.Crc32C => "crc32c",
        ChecksumAlgorithm.Crc32 => "crc32",
        ChecksumAlgorithm.Sha1 => "sha1",
        ChecksumAlgorithm.Sha256 => "sha256",
        ChecksumAlgorithm.Md5 => "md5",
        _ => "none",
    };

    /// <summary>Name and value as S3 writes it; a checksum over part checksums ends in their number.</summary>
    public static string Text(ObjectChecksum sum) => $"{Name(sum.Algorithm)}:{sum.Base64}{(sum.IsComposite ? "-" + sum.PartCount : "")}";
}
