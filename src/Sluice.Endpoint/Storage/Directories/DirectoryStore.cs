using System.Security.Cryptography;
using System.Text.Json;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>
/// Keeps bytes and records as files. A blob is a file of its own under a random name, written once; a record is a small
/// JSON file that names its blobs, written beside and renamed into place: that rename is the moment at which bytes and
/// description become the object. Blobs that no record names, and temporary files, are what a crash left; they are
/// swept at the next start. What cannot be read is set aside in <c>damaged/</c>, and no blob is swept while something is
/// there: it may name them. A key never becomes a path: its record is named by the key's SHA-256.
/// </summary>
/// <remarks>
/// <c>lock</c>, <c>format</c>, <c>temp/</c>, <c>blobs/ab/ID</c>, <c>buckets/b-NAME/bucket.json</c>,
/// <c>buckets/b-NAME/objects/ab/SHA256.json</c> (and <c>SHA256-VERSION.json</c>), <c>buckets/b-NAME/uploads/ID/upload.json</c> and <c>N.json</c> for its parts.
/// </remarks>
sealed class DirectoryStore : IObjectStore
{
    readonly StoreLayout _layout;
    readonly RecordFiles _records;
    readonly bool _durable;
    readonly FileStream _lock;

    DirectoryStore(StoreLayout layout, bool durable, FileStream held)
    {
        _layout = layout;
        _durable = durable;
        _lock = held;
        _records = new RecordFiles(layout.Temporary, durable);
    }

    /// <summary>Opens or makes the store. Throws <see cref="IOException"/> when it cannot be used, as when another process has it open.</summary>
    public static DirectoryStore Open(string directory, bool durable)
    {
        StoreLayout layout = new(Path.GetFullPath(directory));
        try
        {
            layout.Create();
            FileStream held = new(layout.Lock, PrivateFiles.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite));
            try
            {
                DirectoryStore store = new(layout, durable, held);
                store.CheckFormat();
                return store;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data directory '{DisplayText.Of(directory)}' cannot be used: {DisplayText.Of(e.Message)}", e);
        }
    }

    /// <summary>Directories without the file are of the first format, whose records this one reads as they are.</summary>
    void CheckFormat()
    {
        string text = File.Exists(_layout.Format) ? File.ReadAllText(_layout.Format).Trim() : "1";
        // A crash at the first start; newer versions write a number as this one does, and their records would be set aside.
        if (text.Length == 0)
            text = "1";
        if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int format) || format is < 1 or > StoreLayout.CurrentFormat)
            throw new IOException($"it has the format {DisplayText.Of(text)}; this version reads up to {StoreLayout.CurrentFormat}. Use the version that made it, or another directory.");
        if (format != StoreLayout.CurrentFormat)
            _records.Write(_layout.Format, System.Text.Encoding.ASCII.GetBytes(StoreLayout.CurrentFormat.ToString(System.Globalization.CultureInfo.InvariantCulture) + "\n"));
    }

    public IReadOnlyList<string> Damage { get; private set; } = [];

    public IEnumerable<BucketState> Load()
    {
        StoreLoader loader = new(_layout);
        List<BucketState> buckets = loader.Load();
        Damage = loader.Damage;
        return buckets;
    }

    public BlobWriter CreateBlob()
    {
        string id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new FileBlobWriter(id, _layout.Blob(id), _durable);
    }

    public void SaveBucket(StoredBucket bucket)
    {
        PrivateFiles.CreateDirectory(_layout.Objects(bucket.Name));
        PrivateFiles.CreateDirectory(_layout.Uploads(bucket.Name));
        _records.Write(_layout.Bucket(bucket.Name), JsonSerializer.SerializeToUtf8Bytes(bucket, RecordJson.Default.StoredBucket));
        if (_durable)
        {
            StableStorage.FlushDirectory(_layout.BucketDirectory(bucket.Name));
            StableStorage.FlushDirectory(_layout.Buckets);
        }
    }

    public void RemoveBucket(string bucket)
    {
        // Without its bucket.json a directory is no bucket; the rest may then go at leisure.
        File.Delete(_layout.Bucket(bucket));
        Directory.Delete(_layout.BucketDirectory(bucket), recursive: true);
        if (_durable)
            StableStorage.FlushDirectory(_layout.Buckets);
    }

    public void SaveObject(string bucket, KeptObject value) =>
        _records.Write(_layout.Object(bucket, value.Key, value.VersionId), JsonSerializer.SerializeToUtf8Bytes(value, RecordJson.Default.KeptObject));

    public void RemoveObject(string bucket, ObjectKey key, string? versionId) => _records.Delete(_layout.Object(bucket, key, versionId));

    public void SaveUpload(string bucket, UploadRecord upload)
    {
        PrivateFiles.CreateDirectory(_layout.Upload(bucket, upload.Id));
        _records.Write(_layout.UploadRecord(bucket, upload.Id), JsonSerializer.SerializeToUtf8Bytes(upload, RecordJson.Default.UploadRecord));
        if (_durable)
            StableStorage.FlushDirectory(_layout.Uploads(bucket));
    }

    public void SavePart(string bucket, string uploadId, PartRecord part) =>
        _records.Write(_layout.Part(bucket, uploadId, part.Number), JsonSerializer.SerializeToUtf8Bytes(part, RecordJson.Default.PartRecord));

    public void RemoveUpload(string bucket, string uploadId)
    {
        _records.Delete(_layout.UploadRecord(bucket, uploadId));
        Directory.Delete(_layout.Upload(bucket, uploadId), recursive: true);
    }

    public ValueTask DisposeAsync() => _lock.DisposeAsync();
}
