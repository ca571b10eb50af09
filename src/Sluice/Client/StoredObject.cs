using Sluice.S3.Checksums;
using Sluice.Transfer;

namespace Sluice.Client;

/// <summary>An object that was written.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Verified">What the store's answer proves of it.</param>
/// <param name="Checksum">Of all its bytes, as computed while they were sent; null when none was.</param>
public sealed record StoredObject(long Bytes, Verification Verified, ObjectChecksum? Checksum)
{
    /// <summary>Entity tag, quoted as the store sent it; null when it sent none, and for uploads in parts.</summary>
    public string? ETag { get; init; }

    /// <summary>Version, in a versioned bucket; null when the store named none.</summary>
    public string? VersionId { get; init; }
}
