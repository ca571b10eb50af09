using Sluice.S3.Checksums;

namespace Sluice.Endpoint.Xml;

/// <summary>One part as CompleteMultipartUpload names it.</summary>
readonly record struct NamedPart(int Number, string ETag, IReadOnlyList<ObjectChecksum> Checksums);
