using System.Text.RegularExpressions;
using Sluice.Failures;
using Sluice.S3;
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

    /// <inheritdoc/>
    public override S3Tree Objects => this;

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => Shape == TreeShape.One
        ? One(query, cancellationToken)
        : new ObjectListing(this, query, cancellationToken);

    /// <inheritdoc/>
    public override TreeListing Named(NameFeed names, TreeQuery query, CancellationToken cancellationToken) => new NamedObjects(this, names);

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        ObjectKey key = KeyOf(name.Span);
        found = null;
        if (!Client.HeadObject(new HeadObjectRequest(place.Bucket, key) { CustomerKey = query.CustomerKey }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            // The answer to a HEAD has no body that could tell a missing bucket from a missing key.
            return error.Kind == FailureKind.NotFound ? Bucket.Problem(cancellationToken) : error;
        found = EntryOf(name, key, info);
        return null;
    }

    /// <summary>An object that a HEAD has described.</summary>
    public static TreeEntry EntryOf(ReadOnlyMemory<byte> name, ObjectKey key, ObjectInfo info)
    {
        long? size = info.TotalLength >= 0 ? info.TotalLength : null;
        return new TreeEntry(name, size, info.LastModified) { Object = new ListedObject(key, size, info.ETag, info.LastModified, info.Attributes.StorageClass), Info = info };
    }

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => place with { Key = KeyOf(name), IsLiteral = true };

    /// <inheritdoc/>
    public override Location At(in TreeEntry entry) => place with { Key = entry.Object is { } found ? found.Key : KeyOf(entry.Name.Span), IsLiteral = true };

    /// <summary>The key of an item.</summary>
    public ObjectKey KeyOf(ReadOnlySpan<byte> name) => NameStart == place.Key.Length ? place.Key.Append(name) : new ObjectKey(place.Key.Bytes[..NameStart].ToArray()).Append(name);

    /// <inheritdoc/>
    public override TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) =>
        new(name, size, modified) { Object = new ListedObject(KeyOf(name.Span), size, etag, modified, null) };

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
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => AbsentName.OfPrefix(this, cancellationToken);

    SingleListing One(TreeQuery query, CancellationToken cancellationToken)
    {
        if (Client.HeadObject(new HeadObjectRequest(place.Bucket, place.Key) { CustomerKey = query.CustomerKey }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            return new SingleListing(EntryOf(ReadOnlyMemory<byte>.Empty, place.Key, info));
        return new SingleListing(null, error.Kind == FailureKind.Canceled ? error : AbsentName.OfObject(Client, (S3Location)Given, error, cancellationToken));
    }
}
