using Sluice.Failures;
using Sluice.S3.Endpoints;
using Sluice.S3.Operations;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.S3;

/// <summary>
/// The low layer, beneath <c>SluiceClient</c>, which is what programs use: one S3 endpoint seen with one set of credentials. Every call blocks the calling thread until the answer's headers
/// (GetObject) or the whole answer is there, and returns errors as values. Safe for many threads.
/// </summary>
public sealed partial class S3Client : IDisposable
{
    readonly StoreBehavior _traits;
    readonly RequestPipeline _pipeline;
    readonly RetryLoop _retries;

    /// <summary>Opens nothing yet: the first request does. Throws <see cref="S3Exception"/> when the environment names a proxy of a kind that is not spoken.</summary>
    public S3Client(S3ClientOptions options)
    {
        Options = options;
        _traits = new StoreBehavior(options.Deviations);
        _pipeline = new RequestPipeline(options, Counters, _traits);
        _retries = new RetryLoop(options, _pipeline, _traits, Counters);
    }

    /// <summary>The settings.</summary>
    public S3ClientOptions Options { get; }

    /// <summary>Counters of all requests of this client; safe to read at any time.</summary>
    public WireCounters Counters { get; } = new();

    /// <summary>Where requests for a bucket go: scheme, host and port; empty when there is no such place.</summary>
    internal string AddressOf(string bucket) => new EndpointResolver(Options).Resolve(bucket, Options.Region).TryGet(out ResolvedEndpoint? endpoint, out _) ? $"{endpoint.Scheme}://{endpoint.Host}" : "";

    /// <summary>True once the store refused a request for its x-amz-checksum headers and took it without: since then only Content-MD5 is sent.</summary>
    public bool ChecksumsRefused => _traits.Refused.HasFlag(OptionalHeaders.Checksums);

    /// <summary>What this store was found to refuse and what is done instead, one sentence each, fit for a terminal; empty for a store that refused nothing. Safe to read at any time.</summary>
    public IReadOnlyCollection<string> Concessions => _traits.Concessions;

    /// <summary>That of <see cref="Concessions"/> which says that listings had names more than once.</summary>
    public const string RepeatedNames = "the store listed names twice: each is taken once";

    /// <summary>Notes that they had.</summary>
    internal void LearnRepeatedNames() => _traits.RepeatsNames = true;

    /// <summary>Whether the store takes no conditions of writes, or compares them with something else.</summary>
    /// <param name="replaces">The condition that an object is as it was (If-Match), not that there is none (If-None-Match).</param>
    internal bool IsWithoutWriteConditions(bool replaces) => _traits.WithoutWriteConditions || Options.Deviations.HasFlag(replaces ? StoreDeviations.ReplaceConditions : StoreDeviations.CreateConditions);

    /// <summary>Notes that it takes none.</summary>
    internal void LearnWithoutWriteConditions() => _traits.WithoutWriteConditions = true;

    /// <summary>Whether the store keeps conditions of a kind of write, as far as a trial has shown; null while none was made.</summary>
    internal bool? KeepsConditions(string kind) => _traits.KeptConditions.TryGetValue(kind, out bool kept) ? kept : null;

    /// <summary>Notes what a trial has shown.</summary>
    internal void LearnConditions(string kind, bool kept) => _traits.KeptConditions[kind] = kept;

    /// <summary>Whether ranges are of no use: the store answers them with whole objects, without saying which they are, or not at all.</summary>
    internal bool IgnoresRanges => _traits.IgnoresRanges;

    /// <summary>What the store called itself in its first answer (Server header), fit for a terminal; null when it did not say, or has not answered.</summary>
    public string? Server => _traits.Server;

    /// <summary>What the ETags of a bucket have shown: one bucket may encrypt by itself where another does not.</summary>
    internal ETagRecord ETagsOf(string bucket) => _traits.ETagsOf(bucket);

    /// <summary>Opens connections ahead of the requests that follow a listing, until it is disposed of; null where it is not known where they go.</summary>
    internal ConnectionsAhead? OpenAhead(string bucket, int most, CancellationToken cancellationToken) => _pipeline.OpenAhead(bucket, most, cancellationToken);

    /// <summary>PutObject. When its answer is lost again and again, the object that is there may show that it was done.</summary>
    public S3Result<PutResult> PutObject(PutObjectRequest request, CancellationToken cancellationToken)
    {
        WireRequest wire = WriteOperations.Compose(request);
        DateTimeOffset begun = Options.Clock.GetUtcNow();
        S3Result<PutResult> result = Execute(wire, WriteOperations.ReadPut, cancellationToken);
        return (wire.IsAnswerLost || request.MayHaveArrived) && result.Error is { Kind: not FailureKind.Canceled } error ? Lost(request, wire, begun, error, cancellationToken) : result;
    }

    /// <summary>CreateBucket, in the client's region; acl is a canned ACL or null.</summary>
    public S3Result<bool> CreateBucket(string bucket, string? acl, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeCreate(bucket, Options.Region, acl), BucketOperations.ReadDone, cancellationToken);

    /// <summary>DeleteBucket.</summary>
    public S3Result<bool> DeleteBucket(string bucket, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeDelete(bucket), BucketOperations.ReadDone, cancellationToken);

    /// <summary>HeadBucket. A web server says 200 to a HEAD too: one that has not shown itself to be a store is asked for a document besides.</summary>
    public S3Result<BucketInfo> HeadBucket(string bucket, CancellationToken cancellationToken)
    {
        S3Result<BucketInfo> result = Execute(BucketOperations.ComposeHead(bucket), BucketOperations.ReadBucket, cancellationToken);
        return result.Error is null && Disproof(bucket, cancellationToken) is { } foreign ? foreign : result;
    }

    /// <summary>GetObjectTagging.</summary>
    /// <remarks>A store that has no such operation (501, 405) is asked once; the error is the same from then on.</remarks>
    public S3Result<IReadOnlyList<KeyValuePair<string, string>>> GetObjectTagging(string bucket, ObjectKey key, CancellationToken cancellationToken) => GetObjectTagging(bucket, key, null, cancellationToken);

    /// <summary>GetObjectTagging of one version; null for the latest.</summary>
    public S3Result<IReadOnlyList<KeyValuePair<string, string>>> GetObjectTagging(string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        if (_traits.WithoutTagReads is { } known)
            return known;
        S3Result<IReadOnlyList<KeyValuePair<string, string>>> result = Execute(BucketOperations.ComposeTagging(bucket, key, versionId), BucketOperations.ReadTags, cancellationToken);
        if (result.Error is { Kind: FailureKind.NotSupported } refused)
            _traits.WithoutTagReads = refused with { Attempts = 0 };
        return result;
    }

    /// <summary>PutObjectTagging: these tags and no others.</summary>
    public S3Result<bool> PutObjectTagging(string bucket, ObjectKey key, IReadOnlyList<KeyValuePair<string, string>> tags, CancellationToken cancellationToken) => PutObjectTagging(bucket, key, null, tags, cancellationToken);

    /// <summary>PutObjectTagging of one version; null for the latest.</summary>
    public S3Result<bool> PutObjectTagging(string bucket, ObjectKey key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposePutTagging(bucket, key, versionId, tags), BucketOperations.ReadDone, cancellationToken);

    /// <summary>DeleteObjectTagging: no tags, of one version; null for the latest.</summary>
    public S3Result<bool> DeleteObjectTagging(string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeDeleteTagging(bucket, key, versionId), BucketOperations.ReadDone, cancellationToken);

    /// <summary>RestoreObject: true when a restore has begun; false when a temporary copy was there, whose time was set anew.</summary>
    public S3Result<bool> RestoreObject(RestoreObjectRequest request, CancellationToken cancellationToken) =>
        Execute(BucketOperations.Compose(request), BucketOperations.ReadRestore, cancellationToken);

    /// <summary>GetObjectAcl.</summary>
    public S3Result<ObjectAccess> GetObjectAcl(string bucket, ObjectKey key, CancellationToken cancellationToken) => GetObjectAcl(bucket, key, null, cancellationToken);

    /// <summary>GetObjectAcl of one version; null for the latest.</summary>
    public S3Result<ObjectAccess> GetObjectAcl(string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeAccess(bucket, key, versionId), BucketOperations.ReadAccess, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _pipeline.Dispose();

    S3Result<T> Execute<T>(WireRequest request, AnswerReader<WireRequest, T> read, CancellationToken cancellationToken) =>
        Execute(request, request, read, cancellationToken);

    S3Result<T> Execute<TState, T>(WireRequest request, TState state, AnswerReader<TState, T> read, CancellationToken cancellationToken)
    {
        if (Options.RequesterPays)
            request.AddHeader("x-amz-request-payer", "requester");
        return _retries.Execute(request, state, read, cancellationToken);
    }
}
