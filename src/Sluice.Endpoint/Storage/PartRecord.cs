using System.Text.Json.Serialization;
using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Storage;

/// <summary>One uploaded part of an unfinished upload.</summary>
sealed record PartRecord(int Number, long Size, string ETag, DateTimeOffset LastModified, ObjectChecksum? Checksum)
{
    /// <summary>CRC64NVME of the part, from which the whole object's can be combined when the client asked for none.</summary>
    public string? Crc64Nvme { get; init; }

    public string BlobId { get; init; } = "";

    [JsonIgnore]
    public Blob? Blob { get; init; }
}
