namespace Sluice.Endpoint.Storage;

/// <summary>One bucket as a store loads it.</summary>
sealed record BucketState(BucketRecord Bucket, IReadOnlyList<StoredObject> Objects, IReadOnlyList<(UploadRecord Upload, IReadOnlyList<UploadedPart> Parts)> Uploads);
