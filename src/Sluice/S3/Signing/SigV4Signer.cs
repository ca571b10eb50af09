using System.Buffers;
using System.Text;
using Sluice.S3.Credentials;
using Sluice.S3.Wire;

namespace Sluice.S3.Signing;

/// <summary>Signs requests in their headers with AWS Signature Version 4. Safe for many threads.</summary>
internal sealed class SigV4Signer(string service = "s3")
{
    // A bucket of another region costs a second key; more are rare and cheap (four HMACs).
    const int KeysKept = 4;

    // Headers that proxies add or change, and those of the connection itself.
    static readonly HashSet<string> Unsigned = new(StringComparer.Ordinal)
    {
        "accept-encoding", "authorization", "connection", "expect", "te", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    };

    // Replaced whole, never changed: read without a lock.
    volatile CachedKey[] _keys = [];
    volatile SigningTime _time = new(DateTimeOffset.MinValue);

    /// <summary>
    /// Appends x-amz-content-sha256, x-amz-date, x-amz-security-token and authorization to the headers. Host must be among them.
    /// </summary>
    /// <param name="request">Method, headers and payload hash.</param>
    /// <param name="encodedPath">Path as it is sent, base path included.</param>
    /// <param name="canonicalQuery">Query as it is sent.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="region">Region of the endpoint.</param>
    /// <param name="now">Time of the request, by the store's clock.</param>
    public void Sign(WireRequest request, string encodedPath, string canonicalQuery, S3Credentials credentials, string region, DateTimeOffset now)
    {
        SigningTime time = TimeOf(now);
        SigningKey key = KeyOf(credentials, time.Date, region);
        List<KeyValuePair<string, string>> headers = request.Headers;
        headers.Add(new("x-amz-content-sha256", request.PayloadHash));
        headers.Add(new("x-amz-date", time.AmzDate));
        if (credentials.SessionToken is { } token)
            headers.Add(new("x-amz-security-token", token));

        KeyValuePair<string, string>[] signed = ArrayPool<KeyValuePair<string, string>>.Shared.Rent(headers.Count);
        int count = 0;
        foreach (KeyValuePair<string, string> header in headers)
            if (!Unsigned.Contains(header.Key))
                signed[count++] = header;
        Span<KeyValuePair<string, string>> sorted = signed.AsSpan(0, count);
        SigV4Canonical.Sort(sorted);
        headers.Add(new("authorization", Authorization(request, encodedPath, canonicalQuery, sorted, credentials, key, time.AmzDate)));
        sorted.Clear();
        ArrayPool<KeyValuePair<string, string>>.Shared.Return(signed);
    }

    /// <summary>Signs the chunks of the body of a request that has just been signed; arguments as for that.</summary>
    public ChunkSigner ChunksOf(WireRequest request, S3Credentials credentials, string region, DateTimeOffset now)
    {
        SigningTime time = TimeOf(now);
        return new ChunkSigner(KeyOf(credentials, time.Date, region), time.AmzDate, request.Headers[^1].Value[^SigningKey.SignatureLength..]);
    }

    /// <summary>The key of a scope, derived at most once while the credentials stay the same.</summary>
    internal SigningKey KeyOf(S3Credentials credentials, string date, string region)
    {
        CachedKey[] keys = _keys;
        foreach (CachedKey cached in keys)
            if (ReferenceEquals(cached.Credentials, credentials) && cached.Key.Scope.Region == region && cached.Key.Scope.Date == date)
                return cached.Key;
        SigningKey key = new(credentials.SecretKey, new SigningScope(date, region, service));
        _keys = [new CachedKey(credentials, key), .. keys.AsSpan(0, Math.Min(keys.Length, KeysKept - 1))];
        return key;
    }

    static string Authorization(WireRequest request, string path, string query, ReadOnlySpan<KeyValuePair<string, string>> signed,
        S3Credentials credentials, SigningKey key, string amzDate)
    {
        Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
        ByteBuilder text = new(stackalloc byte[1024]);
        SigV4Canonical.WriteRequest(ref text, request.Method, path, query, signed, request.PayloadHash);
        SigV4Canonical.Sign(key, amzDate, text.Bytes, signature);
        text.Clear();
        text.Append("AWS4-HMAC-SHA256 Credential="u8);
        text.Append(credentials.AccessKeyId);
        text.Append((byte)'/');
        text.Append(key.Scope.Text);
        text.Append(",SignedHeaders="u8);
        SigV4Canonical.WriteSignedHeaders(ref text, signed);
        text.Append(",Signature="u8);
        text.Append(signature);
        string authorization = Encoding.UTF8.GetString(text.Bytes);
        text.Dispose();
        return authorization;
    }

    SigningTime TimeOf(DateTimeOffset now)
    {
        SigningTime time = _time;
        long second = now.ToUnixTimeSeconds();
        if (time.Second != second)
            _time = time = new SigningTime(now);
        return time;
    }

    sealed record CachedKey(S3Credentials Credentials, SigningKey Key);

    // The texts of one second: thousands of requests share them.
    sealed class SigningTime(DateTimeOffset now)
    {
        public long Second { get; } = now.ToUnixTimeSeconds();
        public string AmzDate { get; } = SigV4Canonical.AmzDate(now);
        public string Date { get; } = SigV4Canonical.AmzDate(now)[..8];
    }
}
