using Sluice.S3;

namespace Sluice.Endpoint.Storage.Memory;

/// <summary>Keeps bytes in pooled chunks and forgets everything at the end. Refuses writes beyond its limit.</summary>
sealed class MemoryStore(long limit) : IObjectStore
{
    long _used;

    public IEnumerable<BucketState> Load() => [];

    public IReadOnlyList<string> Damage => [];

    public BlobWriter CreateBlob() => new MemoryBlobWriter(this);

    public void SaveBucket(StoredBucket bucket) { }

    public void RemoveBucket(string bucket) { }

    public void SaveObject(string bucket, KeptObject value) { }

    public void RemoveObject(string bucket, ObjectKey key, string? versionId) { }

    public void SaveUpload(string bucket, UploadRecord upload) { }

    public void SavePart(string bucket, string uploadId, PartRecord part) { }

    public void RemoveUpload(string bucket, string uploadId) { }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Accounts for bytes about to be held; false when they would not fit.</summary>
    internal bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    internal void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
