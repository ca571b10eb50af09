namespace Sluice.S3;

/// <summary>A bucket of the caller.</summary>
public sealed record BucketEntry(string Name, DateTimeOffset? Created);

/// <summary>What HeadBucket tells.</summary>
/// <param name="Region">Region of the bucket, when the store says so.</param>
public sealed record BucketInfo(string? Region);
