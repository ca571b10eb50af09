using Sluice.Failures;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;
using Sluice.S3.Endpoints;
using Sluice.S3.Requests;
using Sluice.S3.Signing;

namespace Sluice.S3.Wire;

/// <summary>
/// One request as an operation composes it, before an endpoint, a signature and a connection are chosen. It can be
/// signed and sent more than once: <see cref="Rewind"/> takes back what one attempt added.
/// </summary>
internal sealed class WireRequest
{
    /// <summary>Payload hash of a body that the signature does not cover (SigV4, "UNSIGNED-PAYLOAD").</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>SHA-256 of no bytes.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    // A small upload has ten, and a list that grows there by doubling has been copied twice.
    const int UsualHeaders = 12;

    int _composedHeaders = -1;
    OptionalHeaders _leftOut;
    BodyDigest? _digest;

    /// <summary>GET, HEAD, PUT, POST or DELETE.</summary>
    public required string Method { get; init; }

    /// <summary>The operation's name in S3's reference, such as <c>GetObject</c>: for messages and counters.</summary>
    public required string Operation { get; init; }

    /// <summary>Which attempt is under way, from 1.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Bucket; null for requests to the service itself.</summary>
    public string? Bucket { get; init; }

    /// <summary>Key; empty for requests to a bucket.</summary>
    public ObjectKey Key { get; init; }

    /// <summary>
    /// Names and values as they stand in the URI: percent-encoded already by SigV4's rules (unreserved characters plain,
    /// everything else as upper-case %XX), because a value may be bytes that no string holds. Names need no encoding.
    /// Fill it with <see cref="AddQuery(string, string)"/>.
    /// </summary>
    public List<KeyValuePair<string, string>> Query { get; } = [];

    /// <summary>
    /// Lower-case names; values go out as UTF-8. <c>host</c> is among them when the request is signed; content-length is
    /// not, the connection writes it.
    /// </summary>
    public List<KeyValuePair<string, string>> Headers { get; } = new(UsualHeaders);

    /// <summary>The body; empty for none.</summary>
    public RequestBody Body { get; set; } = RequestBody.Empty;

    /// <summary>Lower-case hex SHA-256 of the body, or <see cref="UnsignedPayload"/>.</summary>
    public string PayloadHash { get; set; } = EmptyPayload;

    /// <summary>What x-amz-content-sha256 says in place of the body's digest, as a body in chunks has it; null for the digest.</summary>
    public string? StatedPayload { get; init; }

    /// <summary>Checksum that is computed from the body and sent as a header.</summary>
    public ChecksumAlgorithm Checksum { get; init; }

    /// <summary>Whether the store must get a Content-MD5 (DeleteObjects).</summary>
    public bool NeedsMd5 { get; init; }

    /// <summary>Headers that name checksums, which a store without them may refuse; left out once it did.</summary>
    public List<KeyValuePair<string, string>> ChecksumHeaders { get; } = [];

    /// <summary>Whether the stored checksum is asked for (x-amz-checksum-mode), likewise.</summary>
    public bool AsksForChecksum { get; init; }

    /// <summary>Where the store sent the request on to; null for where it belongs.</summary>
    public RedirectTarget? Redirect { get; set; }

    /// <summary>Factor on the first-byte limit: more than 1 where the store works before it answers.</summary>
    public int Patience { get; init; } = 1;

    /// <summary>It takes back what was begun, for somebody who may not wait long: limits do not hold it up.</summary>
    public bool IsUndoing { get; init; }

    /// <summary>An attempt may have been carried out though its answer did not say so: it was lost, says that the store failed, or cannot be read.</summary>
    public bool IsAnswerLost { get; set; }

    /// <summary>The checksum of the body that was sent.</summary>
    public ObjectChecksum? SentChecksum => Body is StreamedBody streamed ? streamed.Sum : _digest?.Checksum;

    /// <summary>True when another attempt could not send the same bytes: they are gone.</summary>
    public bool IsSpent => Body is StreamedBody { HasBegun: true };

    /// <summary>The MD5 of the body that was sent; null when it was not computed.</summary>
    public ObjectChecksum? SentMd5 => _digest?.Md5 is { } md5 ? new ObjectChecksum(ChecksumAlgorithm.Md5, md5) : null;

    /// <summary>Who signed the last attempt.</summary>
    public S3Credentials? SignedBy { get; set; }

    /// <summary>Computes what the headers say of the body, unless an attempt before did.</summary>
    /// <param name="signsPayload">The signature covers the body.</param>
    /// <param name="refused">What the store is known to refuse.</param>
    public S3Error? Digest(bool signsPayload, OptionalHeaders refused)
    {
        PayloadHash = signsPayload || Body.Length == 0 ? EmptyPayload : UnsignedPayload;
        _leftOut |= refused;
        if (Body is StreamedBody)
        {
            PayloadHash = signsPayload ? SigV4Chunks.SignedPayloadWithTrailer : SigV4Chunks.UnsignedPayloadWithTrailer;
            return null;
        }
        if (StatedPayload is not null)
        {
            PayloadHash = StatedPayload;
            return null;
        }
        bool wantsMd5 = NeedsMd5 || Checksum == ChecksumAlgorithm.Md5 || (_leftOut.HasFlag(OptionalHeaders.Checksums) && Checksum != ChecksumAlgorithm.None);
        bool signsBody = signsPayload && Body.Length > 0;
        if (!signsBody && !wantsMd5 && Checksum == ChecksumAlgorithm.None)
            return null;
        S3Error? error = null;
        if (_digest is null || (signsBody && _digest.Sha256 is null) || (wantsMd5 && _digest.Md5 is null))
            _digest = BodyDigest.Create(Body, Checksum, signsBody, wantsMd5, out error);
        if (signsBody && _digest is not null)
            PayloadHash = _digest.Sha256!;
        return error;
    }

    /// <summary>Lets the next attempt read the body anew: it may have changed since.</summary>
    public void ForgetDigest() => _digest = null;

    /// <summary>Sends the next attempts without these.</summary>
    public void LeaveOut(OptionalHeaders headers) => _leftOut |= headers;

    /// <summary>What there is that the store could do without.</summary>
    public OptionalHeaders Offered =>
        (ChecksumHeaders.Count > 0 || Checksum is not (ChecksumAlgorithm.None or ChecksumAlgorithm.Md5) ? OptionalHeaders.Checksums : 0)
        | (AsksForChecksum ? OptionalHeaders.ChecksumMode : 0);

    /// <summary>What the last attempt carried of it.</summary>
    public OptionalHeaders Carried => Offered & ~_leftOut;

    /// <summary>Adds the headers that a store may refuse, and those that depend on the digest.</summary>
    public void AddOptionalHeaders()
    {
        OptionalHeaders carried = Carried;
        if (carried.HasFlag(OptionalHeaders.ChecksumMode))
            AddHeader("x-amz-checksum-mode", "ENABLED");
        if (carried.HasFlag(OptionalHeaders.Checksums))
        {
            Headers.AddRange(ChecksumHeaders);
            if (_digest?.Checksum is { } checksum)
            {
                AddHeader("x-amz-sdk-checksum-algorithm", Checksums.ChecksumHeaders.Name(checksum.Algorithm));
                AddHeader(Checksums.ChecksumHeaders.HeaderName(checksum.Algorithm), checksum.Base64);
            }
        }
        AddHeader("content-md5", _digest?.Md5);
    }

    /// <summary>Adds a query parameter; <paramref name="value"/> is text, not yet encoded.</summary>
    public void AddQuery(string name, string value) => AddQuery(name, new ObjectKey(value));

    /// <summary>Adds a query parameter whose value is bytes, not yet encoded.</summary>
    public void AddQuery(string name, ObjectKey value) => Query.Add(new(name, UriEncoding.Encode(value.Bytes)));

    /// <summary>Adds a header, unless <paramref name="value"/> is null.</summary>
    public void AddHeader(string name, string? value)
    {
        if (value is not null)
            Headers.Add(new(name, value));
    }

    /// <summary>The query as SigV4 canonicalises it and as it is sent: sorted by name, then value; "" for none.</summary>
    public string CanonicalQuery() => UriEncoding.CanonicalQuery(Query);

    /// <summary>Drops the headers that the attempt before added (host, signature).</summary>
    public void Rewind()
    {
        if (_composedHeaders < 0)
            _composedHeaders = Headers.Count;
        Headers.RemoveRange(_composedHeaders, Headers.Count - _composedHeaders);
    }
}
