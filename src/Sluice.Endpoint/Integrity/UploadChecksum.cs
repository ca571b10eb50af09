using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Integrity;

/// <summary>The checksum a multipart upload was begun with.</summary>
/// <param name="Algorithm">Which one its parts carry.</param>
/// <param name="Composite">The finished object gets a checksum over part checksums instead of one over its bytes.</param>
sealed record UploadChecksum(ChecksumAlgorithm Algorithm, bool Composite);
