namespace Sluice.Endpoint.Storage;

/// <summary>One bucket as a store loads it.</summary>
sealed record BucketState(StoredBucket Bucket, IReadOnlyList<KeptObject> Objects, IReadOnlyList<(UploadRecord Upload, IReadOnlyList<PartRecord> Parts)> Uploads);
