using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Storage;

/// <summary>One part of a finished multipart object.</summary>
sealed record StoredPart(int Number, long Size, string ETag, ObjectChecksum? Checksum);
