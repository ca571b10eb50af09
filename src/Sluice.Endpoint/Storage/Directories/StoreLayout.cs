using System.Globalization;
using System.Security.Cryptography;
using Sluice.S3;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Where the directory store keeps what.</summary>
sealed class StoreLayout(string root)
{
    /// <summary>Bucket names are safe file names but for Windows' reserved ones (<c>con</c>, <c>nul</c>), which the prefix avoids.</summary>
    const string BucketPrefix = "b-";

    /// <summary>2: versions have records of their own, buckets keep documents. 1: the first, without a format file.</summary>
    public const int CurrentFormat = 2;

    public const string BucketRecord = "bucket.json";

    public string Format { get; } = Path.Combine(root, "format");

    public string Lock { get; } = Path.Combine(root, "lock");

    public string Temporary { get; } = Path.Combine(root, "temp");

    public string Blobs { get; } = Path.Combine(root, "blobs");

    public string Buckets { get; } = Path.Combine(root, "buckets");

    /// <summary>Made when it is needed.</summary>
    public string Damaged { get; } = Path.Combine(root, "damaged");

    public void Create()
    {
        PrivateFiles.CreateDirectory(Temporary);
        PrivateFiles.CreateDirectory(Buckets);
        // All 256 beforehand: a write then needs no directory of its own, and fsync none but the one it is in.
        for (int i = 0; i < 256; i++)
            PrivateFiles.CreateDirectory(Path.Combine(Blobs, i.ToString("x2", CultureInfo.InvariantCulture)));
    }

    public string Blob(string id) => Path.Combine(Blobs, id[..2], id);

    public string BucketDirectory(string bucket) => Path.Combine(Buckets, BucketPrefix + bucket);

    public string Bucket(string bucket) => Path.Combine(BucketDirectory(bucket), BucketRecord);

    public string Objects(string bucket) => Path.Combine(BucketDirectory(bucket), "objects");

    public string Object(string bucket, ObjectKey key, string? versionId)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(key.Bytes));
        return Path.Combine(Objects(bucket), name[..2], (versionId is null ? name : name + "-" + versionId) + ".json");
    }

    public string Uploads(string bucket) => Path.Combine(BucketDirectory(bucket), "uploads");

    public string Upload(string bucket, string id) => Path.Combine(Uploads(bucket), id);

    public string UploadRecord(string bucket, string id) => Path.Combine(Upload(bucket, id), "upload.json");

    public string Part(string bucket, string id, int number) => Path.Combine(Upload(bucket, id), number.ToString("d5", CultureInfo.InvariantCulture) + ".json");
}
