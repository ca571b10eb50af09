using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Rebuilds the index from the records at start and sweeps what a crash left behind.</summary>
sealed class StoreLoader(StoreLayout layout)
{
    readonly Dictionary<string, Blob> _blobs = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="IOException"/> that names a record which cannot be read: a damaged store must not look empty.</summary>
    public List<BucketState> Load()
    {
        foreach (string leftover in Directory.EnumerateFiles(layout.Temporary))
            File.Delete(leftover);
        List<BucketState> buckets = [];
        foreach (string directory in Directory.EnumerateDirectories(layout.Buckets))
        {
            string record = Path.Combine(directory, "bucket.json");
            if (!File.Exists(record))
            {
                Directory.Delete(directory, recursive: true);
                continue;
            }
            StoredBucket bucket = Read(record, RecordJson.Default.StoredBucket);
            buckets.Add(new BucketState(bucket, [.. LoadObjects(bucket.Name)], [.. LoadUploads(bucket.Name)]));
        }
        SweepBlobs();
        return buckets;
    }

    IEnumerable<KeptObject> LoadObjects(string bucket)
    {
        foreach (string path in Directory.EnumerateFiles(layout.Objects(bucket), "*.json", SearchOption.AllDirectories))
        {
            KeptObject stored = Read(path, RecordJson.Default.KeptObject);
            yield return stored with { Content = new Content([.. stored.BlobIds.Select(id => Hold(id, path))]) };
        }
    }

    IEnumerable<(UploadRecord, IReadOnlyList<PartRecord>)> LoadUploads(string bucket)
    {
        foreach (string directory in Directory.EnumerateDirectories(layout.Uploads(bucket)))
        {
            string record = Path.Combine(directory, "upload.json");
            if (!File.Exists(record))
            {
                Directory.Delete(directory, recursive: true);
                continue;
            }
            List<PartRecord> parts = [];
            foreach (string path in Directory.EnumerateFiles(directory, "*.json"))
            {
                if (path == record)
                    continue;
                PartRecord part = Read(path, RecordJson.Default.PartRecord);
                parts.Add(part with { Blob = Hold(part.BlobId, path) });
            }
            yield return (Read(record, RecordJson.Default.UploadRecord), parts);
        }
    }

    /// <summary>One holder for each record that names the blob.</summary>
    Blob Hold(string id, string record)
    {
        if (_blobs.TryGetValue(id, out Blob? blob))
        {
            blob.TryHold();
            return blob;
        }
        FileInfo file = new(layout.Blob(id));
        if (!file.Exists)
            throw new IOException($"'{DisplayText.Of(record)}' names the blob {id}, which is missing.");
        return _blobs[id] = new FileBlob(id, file.Length, file.FullName);
    }

    void SweepBlobs()
    {
        foreach (string path in Directory.EnumerateFiles(layout.Blobs, "*", SearchOption.AllDirectories))
        {
            if (!_blobs.ContainsKey(Path.GetFileName(path)))
                File.Delete(path);
        }
    }

    static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new IOException($"The record '{DisplayText.Of(path)}' cannot be read: {DisplayText.Of(e.Message)}", e);
        }
    }
}
