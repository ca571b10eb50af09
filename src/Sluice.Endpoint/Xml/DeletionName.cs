using Sluice.S3;

namespace Sluice.Endpoint.Xml;

/// <summary>One object as DeleteObjects names it.</summary>
readonly record struct DeletionName(ObjectKey Key, string? VersionId, string? ETag, DateTimeOffset? LastModified, long? Size);
