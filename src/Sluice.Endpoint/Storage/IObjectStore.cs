using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>
/// Where bytes and records live: memory or a directory. Rules (conditions, access, listing) are in <see cref="Catalog"/>;
/// a store only keeps what it is given, and each call is atomic: after a crash it has happened or it has not.
/// </summary>
interface IObjectStore : IAsyncDisposable
{
    /// <summary>What an earlier process left, leftovers swept.</summary>
    IEnumerable<BucketState> Load();

    /// <summary>What <see cref="Load"/> could not read and left out, each with its path; empty when all was well.</summary>
    IReadOnlyList<string> Damage { get; }

    BlobWriter CreateBlob();

    void SaveBucket(StoredBucket bucket);

    void RemoveBucket(string bucket);

    void SaveObject(string bucket, KeptObject value);

    void RemoveObject(string bucket, ObjectKey key, string? versionId);

    void SaveUpload(string bucket, UploadRecord upload);

    void SavePart(string bucket, string uploadId, PartRecord part);

    void RemoveUpload(string bucket, string uploadId);
}
