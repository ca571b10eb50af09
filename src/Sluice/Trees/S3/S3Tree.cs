using System.Text.RegularExpressions;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.Names;

namespace Sluice.Trees.S3;

/// <summary>A prefix of a bucket, the objects that match a pattern, or one object.</summary>
/// <param name="store">The store, asked for when it is needed first.</param>
/// <param name="place">Bucket and prefix, or the one key.</param>
internal sealed class S3Tree(Func<S3Client> store, S3Location place) : Tree
{
    S3Client? _client;
    BucketCheck? _bucket;

    /// <inheritdoc/>
    public override Location Root => place;

    /// <summary>Bucket and prefix, or the one key.</summary>
    public S3Location Place => place;

    /// <summary>Bytes of each key before the name that is kept.</summary>
    public required int NameStart { get; init; }

    /// <summary>What whole keys must match; null for all.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The store. Throws as <see cref="S3ClientFactory.For"/> does.</summary>
    public S3Client Client => _client ??= store();

    /// <summary>Whether the bucket is there, asked once.</summary>
    public BucketCheck Bucket => _bucket ??= new BucketCheck(Client, place.Bucket);

    /// <summary>Its items are all versions and delete markers, each by itself.</summary>
    public bool ShowsVersions { get; private init; }

    /// <summary>Its items are what was there at this time; null for now.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>True when its items are versions, which stay what they are whatever is written.</summary>
    public bool NamesVersions => ShowsVersions || Time is not null || place.VersionId is not null;

    /// <inheritdoc/>
    public override S3Tree Objects => this;

    /// <summary>The same place with its history.</summary>
    /// <param name="time">What was there at this time; null for all versions.</param>
    public S3Tree WithVersions(DateTimeOffset? time) =>
        new(store, place) { Given = Given, Shape = Shape, BaseName = BaseName, NameStart = NameStart, Pattern = Pattern, ShowsVersions = time is null, Time = time };

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => Shape == TreeShape.One && !ShowsVersions
        ? One(query, cancellationToken)
        : new ObjectListing(this, query, cancellationToken);

    /// <inheritdoc/>
    public override TreeListing Named(NameFeed names, TreeQuery query, CancellationToken cancellationToken) => NamesVersions ? base.Named(names, query, cancellationToken) : new NamedObjects(this, names);

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        ObjectKey key = KeyOf(name.Span);
        found = null;
        if (Time is not null)
            return FindPast(name, key, cancellationToken, out found);
        if (!Client.HeadObject(new HeadObjectRequest(place.Bucket, key) { VersionId = place.VersionId, CustomerKey = query.CustomerKey }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            // The answer to a HEAD has no body that could tell a missing bucket from a missing key.
            return error.Kind == FailureKind.NotFound ? Bucket.Problem(cancellationToken) : error;
        found = EntryOf(name, key, info, place.VersionId);
        return null;
    }

    // The versions of one key, found as a listing finds them.
    S3Error? FindPast(ReadOnlyMemory<byte> name, ObjectKey key, CancellationToken cancellationToken, out TreeEntry? found)
    {
        found = null;
        if (!Client.ListObjectVersions(new ListObjectsRequest(place.Bucket) { Prefix = key, MaxKeys = 100 }, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? error))
            return error;
        page = VersionHistory.At(page, Time!.Value);
        if (page.Untold.Contains(key))
            found = new TreeEntry(name, null, null) { Problem = ObjectListing.Untold };
        else if (page.Objects is [var first, ..] && first.Key == key)
            found = new TreeEntry(name, first.Size, first.LastModified) { Object = first, Ahead = Client.ClockAhead };
        return null;
    }

    /// <summary>An object that a HEAD has described.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">Its key.</param>
    /// <param name="info">What the HEAD said.</param>
    /// <param name="versionId">The version that was asked for; null for the latest.</param>
    public static TreeEntry EntryOf(ReadOnlyMemory<byte> name, ObjectKey key, ObjectInfo info, string? versionId = null)
    {
        long? size = info.TotalLength >= 0 ? info.TotalLength : null;
        return new TreeEntry(name, size, info.LastModified) { Object = new ListedObject(key, size, info.ETag, info.LastModified, info.Attributes.StorageClass) { Version = ObjectVersion.Named(versionId) }, Info = info };
    }

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => place with { Key = KeyOf(name), IsLiteral = true };

    /// <inheritdoc/>
    public override Location At(in TreeEntry entry) => place with { Key = entry.Object is { } found ? found.Key : KeyOf(entry.Name.Span), IsLiteral = true, VersionId = entry.NamedVersion ?? place.VersionId };

    /// <summary>The key of an item.</summary>
    public ObjectKey KeyOf(ReadOnlySpan<byte> name) => NameStart == place.Key.Length ? place.Key.Append(name) : new ObjectKey(place.Key.Bytes[..NameStart].ToArray()).Append(name);

    /// <inheritdoc/>
    public override TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) =>
        new(name, size, modified) { Object = new ListedObject(KeyOf(name.Span), size, etag, modified, null) { Version = ObjectVersion.Named(place.VersionId) } };

    // S3 User Guide, "Naming Amazon S3 objects".
    /// <inheritdoc/>
    public override string? ProblemOf(ReadOnlySpan<byte> name) => NameStart + name.Length > 1024 ? "the key would have more than 1,024 bytes" : null;

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source)
    {
        source = null;
        return Failure.Local("NotAFile", "Objects are read by ranges of their own.");
    }

    /// <inheritdoc/>
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => Time is { } time ? ("NoMatch", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Nothing was there at {time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFF'Z'}.")) : AbsentName.OfPrefix(this, cancellationToken);

    SingleListing One(TreeQuery query, CancellationToken cancellationToken)
    {
        if (Time is not null)
            return FindPast(ReadOnlyMemory<byte>.Empty, place.Key, cancellationToken, out TreeEntry? past) is { } failed ? new SingleListing(null, failed)
                : past is null ? new SingleListing(null, new S3Error(FailureKind.NotFound, RetryClass.Never, WhyEmpty(cancellationToken)!.Value.Message) { Code = "NoMatch" })
                : new SingleListing(past);
        if (Client.HeadObject(new HeadObjectRequest(place.Bucket, place.Key) { VersionId = place.VersionId, CustomerKey = query.CustomerKey }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            return new SingleListing(EntryOf(ReadOnlyMemory<byte>.Empty, place.Key, info, place.VersionId));
        return new SingleListing(null, error.Kind == FailureKind.Canceled || place.VersionId is not null ? error : AbsentName.OfObject(Client, (S3Location)Given, error, cancellationToken));
    }
}
