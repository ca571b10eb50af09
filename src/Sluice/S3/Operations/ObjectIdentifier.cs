namespace Sluice.S3;

/// <summary>An object, or one version of it (S3 API reference, ObjectIdentifier).</summary>
/// <param name="Key">Its key.</param>
/// <param name="VersionId">The version; null for whichever is the latest.</param>
public readonly record struct ObjectIdentifier(ObjectKey Key, string? VersionId = null);
