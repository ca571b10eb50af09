using Sluice.Endpoint.Storage;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Bodies;

/// <summary>A body that arrived whole and matches everything the client said of it.</summary>
/// <param name="Blob">Its bytes, held once.</param>
/// <param name="Md5">Their MD5.</param>
/// <param name="Checksum">The checksum the client sent, or CRC64NVME, which S3 computes where none is sent.</param>
/// <param name="Crc64Nvme">CRC64NVME when asked for besides.</param>
sealed record ReceivedBody(Blob Blob, byte[] Md5, ObjectChecksum Checksum, string? Crc64Nvme)
{
    public string ETag => Convert.ToHexStringLower(Md5);
}
