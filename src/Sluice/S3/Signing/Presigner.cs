using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3.Credentials;
using Sluice.S3.Endpoints;
using Sluice.S3.Wire;

namespace Sluice.S3.Signing;

/// <summary>
/// Makes URLs that carry their own signature, for people and programs without credentials (S3 API reference,
/// "Authenticating Requests: Using Query Parameters"). Works offline. Safe for many threads.
/// </summary>
public sealed class Presigner(S3ClientOptions options)
{
    /// <summary>The longest time a URL can be valid: 7 days. One made with temporary credentials ends with them, if that is sooner.</summary>
    public static TimeSpan LongestValidity { get; } = TimeSpan.FromDays(7);

    readonly EndpointResolver _endpoints = new(options);
    readonly SigV4Signer _keys = new();

    /// <summary>
    /// A URL for one request. Throws <see cref="ArgumentOutOfRangeException"/> for a validity under a second or above
    /// <see cref="LongestValidity"/>, and <see cref="S3Exception"/> when there are no credentials or no endpoint.
    /// </summary>
    /// <param name="method">GET, HEAD, PUT or DELETE.</param>
    /// <param name="bucket">Bucket.</param>
    /// <param name="key">Key; empty for the bucket itself.</param>
    /// <param name="validity">How long from now; whole seconds count.</param>
    /// <param name="query">Further parameters, not encoded, such as <c>response-content-disposition</c> or <c>versionId</c>.</param>
    /// <param name="cancellationToken">Ends waiting for credentials.</param>
    public string Presign(string method, string bucket, ObjectKey key, TimeSpan validity,
        IEnumerable<KeyValuePair<string, string>>? query = null, CancellationToken cancellationToken = default) =>
        Sign(new PresignRequest(method, bucket, key, validity) { Query = [.. query ?? []] }, cancellationToken).Url;

    /// <summary>
    /// A URL for one request, which ends no later than the credentials. Throws as <see cref="Presign"/> does, and <see cref="S3Exception"/> when the credentials
    /// have ended: a URL that is expired on arrival is never made.
    /// </summary>
    public PresignedUrl Sign(PresignRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Validity, TimeSpan.FromSeconds(1), nameof(request));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Validity, LongestValidity, nameof(request));
        ResolvedEndpoint endpoint = _endpoints.Resolve(request.Bucket, options.Region).Value;
        S3Credentials credentials = options.Credentials.Current(cancellationToken) ?? throw new S3Exception(new S3Error(
            FailureKind.Denied, RetryClass.Never, "A URL cannot be signed without credentials."));
        DateTimeOffset now = options.Clock.GetUtcNow();
        TimeSpan left = credentials.Expiration is { } end ? end - now : TimeSpan.MaxValue;
        if (left < TimeSpan.FromSeconds(1))
            throw new S3Exception(new S3Error(FailureKind.Denied, RetryClass.Never, "The credentials have ended, and with them every URL that they sign: renew them first."));
        long seconds = (long)(left < request.Validity ? left : request.Validity).TotalSeconds;
        string amzDate = SigV4Canonical.AmzDate(now);
        SigningKey signingKey = _keys.KeyOf(credentials, amzDate[..8], endpoint.SigningRegion);

        WireRequest wire = new() { Method = request.Method, Operation = "Presign", Bucket = request.Bucket, Key = request.Key };
        foreach (KeyValuePair<string, string> pair in request.Query)
            wire.Query.Add(new(UriEncoding.Encode(pair.Key), UriEncoding.Encode(pair.Value)));
        if (request.VersionId is { } version)
            wire.AddQuery("versionId", version);
        if (options.RequesterPays)
            wire.AddQuery("x-amz-request-payer", "requester");
        wire.AddQuery("X-Amz-Algorithm", SigV4Canonical.Algorithm);
        wire.AddQuery("X-Amz-Credential", $"{credentials.AccessKeyId}/{signingKey.Scope.Text}");
        wire.AddQuery("X-Amz-Date", amzDate);
        wire.AddQuery("X-Amz-Expires", seconds.ToString(CultureInfo.InvariantCulture));
        wire.AddQuery("X-Amz-SignedHeaders", request.ContentType is null ? "host" : "content-type;host");
        if (credentials.SessionToken is { } token)
            wire.AddQuery("X-Amz-Security-Token", token);

        string path = endpoint.PathOf(request.Key), canonicalQuery = wire.CanonicalQuery();
        KeyValuePair<string, string>[] headers = [.. request.ContentType is { } type ? [new("content-type", type)] : (KeyValuePair<string, string>[])[], new("host", endpoint.Host)];
        Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
        ByteBuilder canonical = new(stackalloc byte[1024]);
        SigV4Canonical.WriteRequest(ref canonical, request.Method, path, canonicalQuery, headers, WireRequest.UnsignedPayload);
        SigV4Canonical.Sign(signingKey, amzDate, canonical.Bytes, signature);
        canonical.Dispose();
        return new PresignedUrl($"{endpoint.Scheme}://{endpoint.Host}{path}?{canonicalQuery}&X-Amz-Signature={Encoding.ASCII.GetString(signature)}", now.AddSeconds(seconds))
        {
            IsCut = left < request.Validity,
            MayEndEarlier = credentials is { SessionToken: not null, Expiration: null },
        };
    }

    /// <summary>The address of an object, which is of use to whoever may read it without a signature. Throws <see cref="S3Exception"/> when there is no endpoint.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="key">Key; empty for the bucket itself.</param>
    /// <param name="versionId">One version; null for the latest.</param>
    public string UrlOf(string bucket, ObjectKey key, string? versionId = null)
    {
        ResolvedEndpoint endpoint = _endpoints.Resolve(bucket, options.Region).Value;
        return $"{endpoint.Scheme}://{endpoint.Host}{endpoint.PathOf(key)}{(versionId is null ? "" : $"?versionId={UriEncoding.Encode(versionId)}")}";
    }
}
