using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Items;

/// <summary>An object to read, as the listing or a HEAD described it.</summary>
/// <param name="Client">Its store.</param>
/// <param name="Profile">Profile it was asked for with; null for the run's own.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its bytes; -1 when the store does not say.</param>
/// <param name="ETag">Its ETag, which pins it; null when the store sent none.</param>
/// <param name="LastModified">When it was written.</param>
internal sealed record ObjectSource(S3Client Client, string? Profile, string Bucket, ObjectKey Key, long Size, string? ETag, DateTimeOffset? LastModified)
{
    /// <summary>An object of a tree, as its listing or a HEAD showed it.</summary>
    public static ObjectSource From(S3Tree tree, in TreeEntry entry)
    {
        ListedObject listed = entry.Object!.Value;
        return new ObjectSource(tree.Client, tree.Place.Profile, tree.Place.Bucket, listed.Key, entry.Size ?? -1, listed.ETag, listed.LastModified) { StorageClass = listed.StorageClass, Info = entry.Info, WholeCrc = listed.WholeCrc, VersionId = listed.Version?.Id };
    }

    /// <summary>The version that is meant; null for the latest.</summary>
    public string? VersionId { get; init; }

    /// <summary>A request to read it.</summary>
    public GetObjectRequest Get => new(Bucket, Key) { VersionId = VersionId };

    /// <summary>A request for what the store knows of it.</summary>
    public HeadObjectRequest Head => new(Bucket, Key) { VersionId = VersionId };

    /// <summary>All that HEAD says, when it was asked already.</summary>
    public ObjectInfo? Info { get; init; }

    /// <summary>The kind of CRC of all its bytes that its listing says the store keeps; None when it did not say.</summary>
    public ChecksumAlgorithm WholeCrc { get; init; }

    /// <summary>Storage class as listed; null for the standard one, and when it was not listed.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Its bytes as the ledger counts them before they came: none when nobody knows.</summary>
    public long KnownSize => Math.Max(0, Size);

    /// <summary>What a copy of it is asked for with, and compared by. Whoever copies it says where to.</summary>
    public CopyObjectRequest Copied(SseCustomerKey? key) => new(Bucket, Key, "", default)
    {
        SourceVersionId = VersionId,
        SourceIfMatch = ETag,
        SourceSize = Size >= 0 ? Size : null,
        SourceTime = LastModified,
        Target = key is null ? ObjectAttributes.None : new ObjectAttributes { Sse = new SseOptions { CopySourceCustomerKey = key } },
    };

    /// <summary>Where it is.</summary>
    public S3Location Location => new(Profile, Bucket, Key) { VersionId = VersionId, IsLiteral = VersionId is not null };

    /// <summary>
    /// True when what the store says now is of the object that was listed: its length, and its ETag where both are
    /// known; else the second in which it was written, where that is known.
    /// </summary>
    public bool Is(ObjectInfo now) => (Size < 0 || now.TotalLength < 0 || now.TotalLength == Size)
        && (ETag is not null && now.ETag is not null ? EntityTag.AreSame(ETag, now.ETag) : LastModified is null || now.LastModified is null || IsOfSameSecond(now));

    /// <summary>As <see cref="Is"/>, and that it is known: for what must not be done to another object.</summary>
    public bool IsSurely(ObjectInfo now) => Is(now) && (ETag is not null && now.ETag is not null || Size >= 0 && now.TotalLength == Size && IsOfSameSecond(now));

    bool IsOfSameSecond(ObjectInfo now) => LastModified is { } then && now.LastModified is { } time
        && then.UtcTicks / TimeSpan.TicksPerSecond == time.UtcTicks / TimeSpan.TicksPerSecond;

    /// <summary>The object as a person would type it.</summary>
    public override string ToString() => Location.ToString();
}
