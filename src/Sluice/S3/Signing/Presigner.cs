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
        IEnumerable<KeyValuePair<string, string>>? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(validity, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validity, LongestValidity);
        ResolvedEndpoint endpoint = _endpoints.Resolve(bucket, options.Region).Value;
        S3Credentials credentials = options.Credentials.Current(cancellationToken) ?? throw new S3Exception(new S3Error(
            FailureKind.Denied, RetryClass.Never, "A URL cannot be signed without credentials."));
        string amzDate = SigV4Canonical.AmzDate(options.Clock.GetUtcNow());
        SigningKey signingKey = _keys.KeyOf(credentials, amzDate[..8], endpoint.SigningRegion);

        WireRequest request = new() { Method = method, Operation = "Presign", Bucket = bucket, Key = key };
        foreach (KeyValuePair<string, string> pair in query ?? [])
            request.Query.Add(new(UriEncoding.Encode(pair.Key), UriEncoding.Encode(pair.Value)));
        request.AddQuery("X-Amz-Algorithm", SigV4Canonical.Algorithm);
        request.AddQuery("X-Amz-Credential", $"{credentials.AccessKeyId}/{signingKey.Scope.Text}");
        request.AddQuery("X-Amz-Date", amzDate);
        request.AddQuery("X-Amz-Expires", ((long)validity.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        request.AddQuery("X-Amz-SignedHeaders", "host");
        if (credentials.SessionToken is { } token)
            request.AddQuery("X-Amz-Security-Token", token);

        string path = endpoint.PathOf(key), canonicalQuery = request.CanonicalQuery();
        KeyValuePair<string, string> host = new("host", endpoint.Host);
        Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
        ByteBuilder canonical = new(stackalloc byte[1024]);
        SigV4Canonical.WriteRequest(ref canonical, method, path, canonicalQuery, new(in host), WireRequest.UnsignedPayload);
        SigV4Canonical.Sign(signingKey, amzDate, canonical.Bytes, signature);
        canonical.Dispose();
        return $"{endpoint.Scheme}://{endpoint.Host}{path}?{canonicalQuery}&X-Amz-Signature={Encoding.ASCII.GetString(signature)}";
    }
}
