using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>
/// Rebuilds the index from the records at start and sweeps what a crash left behind. A record that cannot be read, or
/// whose bytes are not there, is no data: it is set aside and named, and the rest is served.
/// </summary>
sealed class StoreLoader(StoreLayout layout)
{
    readonly Dictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
    readonly List<string> _damage = [];

    /// <summary>What was set aside, a sentence each.</summary>
    public IReadOnlyList<string> Damage => _damage;

    public List<BucketState> Load()
    {
        foreach (string leftover in Directory.EnumerateFiles(layout.Temporary))
            File.Delete(leftover);
        List<BucketState> buckets = [];
        foreach (string directory in Directory.GetDirectories(layout.Buckets))
        {
            string record = Path.Combine(directory, StoreLayout.BucketRecord);
            if (!File.Exists(record))
                Directory.Delete(directory, recursive: true);
            else if (TryRead(record, directory, RecordJson.Default.StoredBucket) is not { } bucket)
                continue;
            else if (layout.BucketDirectory(bucket.Name) != directory)
                SetAside(record, directory, "it is of another bucket");
            else
                buckets.Add(new BucketState(bucket, LoadObjects(bucket.Name), LoadUploads(bucket.Name)));
        }
        // What was set aside, now or earlier, may name blobs: they are somebody's bytes.
        if (!Directory.Exists(layout.Damaged) || !Directory.EnumerateFileSystemEntries(layout.Damaged).Any())
            SweepBlobs();
        return buckets;
    }

    List<KeptObject> LoadObjects(string bucket)
    {
        List<KeptObject> objects = [];
        foreach (string path in Files(layout.Objects(bucket), SearchOption.AllDirectories))
        {
            if (TryRead(path, path, RecordJson.Default.KeptObject) is { } stored && TryHold(stored.BlobIds ?? [], stored.Size, path) is { } blobs)
                objects.Add(stored with { Content = new Content(blobs) });
        }
        return objects;
    }

    List<(UploadRecord, IReadOnlyList<PartRecord>)> LoadUploads(string bucket)
    {
        List<(UploadRecord, IReadOnlyList<PartRecord>)> uploads = [];
        if (!Directory.Exists(layout.Uploads(bucket)))
            return uploads;
        foreach (string directory in Directory.GetDirectories(layout.Uploads(bucket)))
        {
            string record = Path.Combine(directory, "upload.json");
            if (!File.Exists(record))
                Directory.Delete(directory, recursive: true);
            else if (TryRead(record, directory, RecordJson.Default.UploadRecord) is { } upload)
                uploads.Add((upload, LoadParts(directory, record)));
        }
        return uploads;
    }

    List<PartRecord> LoadParts(string directory, string uploadRecord)
    {
        List<PartRecord> parts = [];
        foreach (string path in Files(directory, SearchOption.TopDirectoryOnly))
        {
            if (path != uploadRecord && TryRead(path, path, RecordJson.Default.PartRecord) is { } part && TryHold([part.BlobId], part.Size, path) is [{ } blob])
                parts.Add(part with { Blob = blob });
        }
        return parts;
    }

    static string[] Files(string directory, SearchOption option) => Directory.Exists(directory) ? Directory.GetFiles(directory, "*.json", option) : [];

    /// <summary>The blobs, one holder each for the record that names them; null, and the record set aside, when its bytes are not there.</summary>
    Blob[]? TryHold(IReadOnlyList<string?> ids, long size, string record)
    {
        Blob[] blobs = new Blob[ids.Count];
        long length = 0;
        for (int i = 0; i < blobs.Length; i++)
        {
            if (Find(ids[i]) is not { } blob)
            {
                SetAside(record, record, "the bytes that it names are missing");
                return null;
            }
            blobs[i] = blob;
            length += blob.Length;
        }
        if (length != size)
        {
            SetAside(record, record, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it names {size:N0} bytes, and {length:N0} are there"));
            return null;
        }
        for (int i = 0; i < blobs.Length; i++)
        {
            // One record may name a blob twice.
            if (_blobs.TryAdd(blobs[i].Id, blobs[i]))
                continue;
            blobs[i] = _blobs[blobs[i].Id];
            blobs[i].TryHold();
        }
        return blobs;
    }

    Blob? Find(string? id)
    {
        if (id is null)
            return null;
        if (_blobs.TryGetValue(id, out Blob? known))
            return known;
        // Ids are hex digits; a record that was changed by hand must not name a path.
        if (id.Length < 2 || !id.All(char.IsAsciiHexDigitLower))
            return null;
        FileInfo file = new(layout.Blob(id));
        return file.Exists ? new FileBlob(id, file.Length, file.FullName) : null;
    }

    void SweepBlobs()
    {
        foreach (string path in Directory.EnumerateFiles(layout.Blobs, "*", SearchOption.AllDirectories))
        {
            if (!_blobs.ContainsKey(Path.GetFileName(path)))
                File.Delete(path);
        }
    }

    /// <summary>Null, and what the record is of set aside, when it cannot be read.</summary>
    T? TryRead<T>(string path, string whole, JsonTypeInfo<T> type) where T : class
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            if (bytes.Length > 0 && JsonSerializer.Deserialize(bytes, type) is { } record)
                return record;
            SetAside(path, whole, "it is empty");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            SetAside(path, whole, $"it is damaged ({e.Message})");
        }
        return null;
    }

    void SetAside(string record, string whole, string why)
    {
        PrivateFiles.CreateDirectory(layout.Damaged);
        string aside = Path.Combine(layout.Damaged, $"{Guid.NewGuid():n}-{Path.GetFileName(whole)}");
        // Both are on one file system, so this is a rename for a directory too.
        Directory.Move(whole, aside);
        _damage.Add(DisplayText.Of($"The record '{record}' is left out: {why}. It was moved to '{aside}'."));
    }
}
