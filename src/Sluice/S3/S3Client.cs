using Sluice.S3.Addressing;
using Sluice.S3.Checksums;
using Sluice.S3.Http;
using Sluice.S3.Operations;

namespace Sluice.S3;

/// <summary>
/// One S3 endpoint seen with one set of credentials. Every call blocks the calling thread until the answer's headers
/// (GetObject) or the whole answer is there, and returns errors as values. Safe for many threads.
/// </summary>
public sealed partial class S3Client : IDisposable
{
    readonly StoreTraits _traits = new();
    readonly RequestPipeline _pipeline;
    readonly RetryLoop _retries;

    /// <summary>Opens nothing yet: the first request does.</summary>
    public S3Client(S3ClientOptions options)
    {
        Options = options;
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
    public bool ChecksumsRefused => _traits.ChecksumsRefused;

    /// <summary>What the store called itself in its first answer (Server header), fit for a terminal; null when it did not say, or has not answered.</summary>
    public string? Server => _traits.Server;

    /// <summary>What the ETags of a bucket have shown: one bucket may encrypt by itself where another does not.</summary>
    internal ETagRecord ETagsOf(string bucket) => _traits.ETagsOf(bucket);

    /// <summary>GetObject.</summary>
    public S3Result<GetObjectResponse> GetObject(GetObjectRequest request, CancellationToken cancellationToken) =>
        Execute(ReadOperations.Compose(request), request, ReadOperations.ReadGet, cancellationToken);

    /// <summary>HeadObject.</summary>
    public S3Result<ObjectInfo> HeadObject(HeadObjectRequest request, CancellationToken cancellationToken) =>
        Execute(ReadOperations.Compose(request), request, ReadOperations.ReadHead, cancellationToken);

    /// <summary>PutObject.</summary>
    public S3Result<PutResult> PutObject(PutObjectRequest request, CancellationToken cancellationToken) =>
        Execute(WriteOperations.Compose(request), WriteOperations.ReadPut, cancellationToken);

    /// <summary>DeleteObject.</summary>
    public S3Result<bool> DeleteObject(DeleteObjectRequest request, CancellationToken cancellationToken)
    {
        S3Result<bool> result = Execute(BucketOperations.Compose(request), BucketOperations.ReadDone, cancellationToken);
        // Some stores call it an error that there was nothing to remove.
        return result.Error is { Kind: S3ErrorKind.NotFound } ? true : result;
    }

    /// <summary>CopyObject.</summary>
    public S3Result<PutResult> CopyObject(CopyObjectRequest request, CancellationToken cancellationToken) =>
        Execute(WriteOperations.Compose(request), WriteOperations.ReadResult, cancellationToken);

    /// <summary>CreateBucket, in the client's region; acl is a canned ACL or null.</summary>
    public S3Result<bool> CreateBucket(string bucket, string? acl, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeCreate(bucket, Options.Region, acl), BucketOperations.ReadDone, cancellationToken);

    /// <summary>DeleteBucket.</summary>
    public S3Result<bool> DeleteBucket(string bucket, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeDelete(bucket), BucketOperations.ReadDone, cancellationToken);

    /// <summary>HeadBucket.</summary>
    public S3Result<BucketInfo> HeadBucket(string bucket, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeHead(bucket), BucketOperations.ReadBucket, cancellationToken);

    /// <summary>GetObjectTagging.</summary>
    public S3Result<IReadOnlyList<KeyValuePair<string, string>>> GetObjectTagging(string bucket, ObjectKey key, CancellationToken cancellationToken) =>
        Execute(BucketOperations.ComposeTagging(bucket, key), BucketOperations.ReadTags, cancellationToken);

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
