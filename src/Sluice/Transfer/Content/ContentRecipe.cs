using Sluice.S3.Checksums;

namespace Sluice.Transfer.Content;

/// <summary>How a checksum is computed from bytes: over all of them, or over the checksums of parts of one size.</summary>
/// <param name="Algorithm">Which checksum.</param>
/// <param name="PartSize">Bytes of each part but the last; 0 for a checksum of the whole.</param>
internal readonly record struct ContentRecipe(ChecksumAlgorithm Algorithm, long PartSize = 0)
{
    /// <summary>What is computed when nothing is there to compare with: the cheapest.</summary>
    public static ContentRecipe Default { get; } = new(ChecksumAlgorithm.Crc64Nvme);

    /// <summary>Parts that this many bytes have; 0 for a checksum of the whole.</summary>
    public int PartCount(long size) => PartSize == 0 ? 0 : checked((int)((size + PartSize - 1) / PartSize));
}
