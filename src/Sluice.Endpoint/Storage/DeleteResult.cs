namespace Sluice.Endpoint.Storage;

/// <summary>What a delete did.</summary>
/// <param name="VersionId">The version it made or removed, as an answer says it; null in a bucket without versioning.</param>
/// <param name="IsDeleteMarker">It made or removed a delete marker.</param>
readonly record struct DeleteResult(string? VersionId, bool IsDeleteMarker);
