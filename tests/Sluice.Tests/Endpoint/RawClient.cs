using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Endpoints;
using Sluice.S3.Signing;

namespace Sluice.Tests.Endpoint;

/// <summary>Sends requests byte for byte as a test wants them, signed with the keys, clock and payload hash it names.</summary>
sealed class RawClient : IDisposable
{
    readonly Uri _url;

    public RawClient(EndpointServer server) : this(server.Url, server.AccessKey, server.SecretKey) { }

    RawClient(Uri url, string accessKey, string secretKey)
    {
        _url = url;
        AccessKey = accessKey;
        SecretKey = secretKey;
    }

    HttpClient _http = ClientOf(null);

    /// <summary>The one certificate that it trusts, in PEM; null: those of the system.</summary>
    public string? Trusted
    {
        init
        {
            _http.Dispose();
            _http = ClientOf(value);
        }
    }

    public string AccessKey { get; init; }

    public string SecretKey { get; init; }

    public string Region { get; init; } = "us-east-1";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Headers that are sent and not signed.</summary>
    public IReadOnlyList<(string Name, string Value)> Unsigned { get; init; } = [];

    /// <summary>What connects to nobody but the owner of a certificate in PEM; null: to whom the system trusts.</summary>
    public static SocketsHttpHandler HandlerOf(string? pem)
    {
        SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
        if (pem is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is System.Security.Cryptography.X509Certificates.X509Certificate2 shown && shown.ExportCertificatePem() == pem;
        return handler;
    }

    static HttpClient ClientOf(string? pem) => new(HandlerOf(pem)) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>A client of an endpoint in another process.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="accessKey">Access key.</param>
    /// <param name="secretKey">Its secret.</param>
    /// <param name="anyCertificate">Talk to whoever answers, as tests of a server with a certificate of its own do.</param>
    public static RawClient For(Uri url, string accessKey, string secretKey, bool anyCertificate = false)
    {
        RawClient client = new(url, accessKey, secretKey);
        if (!anyCertificate)
            return client;
        SocketsHttpHandler handler = HandlerOf(null);
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        client._http.Dispose();
        client._http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        return client;
    }

    public static string PathOf(string bucket, ObjectKey key) => $"/{bucket}/{UriEncoding.EncodePath(key)}";

    public Task<HttpResponseMessage> GetAsync(string path, params (string, string)[] headers) => SendAsync("GET", path, null, headers);

    public Task<HttpResponseMessage> PutAsync(string path, byte[] body, params (string, string)[] headers) => SendAsync("PUT", path, body, headers);

    /// <summary>Signs and sends. The path is sent as it is given, query included.</summary>
    public Task<HttpResponseMessage> SendAsync(string method, string pathAndQuery, byte[]? body, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = Sign(method, pathAndQuery, body, headers, out _);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<HttpResponseMessage> SendAnonymousAsync(string method, string pathAndQuery, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(new HttpMethod(method), Exact(pathAndQuery)) { Content = body is null ? null : new ByteArrayContent(body) };
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Sends a body that <paramref name="frame"/> makes from the request's signature, key and time.</summary>
    public Task<HttpResponseMessage> SendChunkedAsync(string path, string payload, int length, Func<SigningKey, string, string, byte[]> frame, params (string, string)[] headers)
    {
        HttpRequestMessage request = Sign("PUT", path, null, [("x-amz-content-sha256", payload), ("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", $"{length}"), .. headers], out (SigningKey Key, string Date, string Signature) seed);
        request.Content = new ByteArrayContent(frame(seed.Key, seed.Date, seed.Signature));
        request.Content.Headers.TryAddWithoutValidation("content-encoding", "aws-chunked");
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Puts a body too large to hash beforehand.</summary>
    public void Dispose() => _http.Dispose();

    HttpRequestMessage Sign(string method, string pathAndQuery, byte[]? body, (string Name, string Value)[] headers, out (SigningKey, string, string) seed)
    {
        string amzDate = SigV4Canonical.AmzDate(Clock.GetUtcNow());
        int question = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? pathAndQuery : pathAndQuery[..question];
        string[] pairs = question < 0 ? [] : [.. pathAndQuery[(question + 1)..].Split('&').Select(static p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal)];
        List<KeyValuePair<string, string>> all = [new("host", _url.Authority), new("x-amz-date", amzDate)];
        foreach ((string name, string value) in headers)
            all.Add(new(name, value));
        if (!headers.Any(static h => h.Name == "x-amz-content-sha256"))
            all.Add(new("x-amz-content-sha256", Convert.ToHexStringLower(SHA256.HashData(body ?? []))));
        string payload = all.First(static h => h.Key == "x-amz-content-sha256").Value;
        KeyValuePair<string, string>[] sorted = [.. all];
        SigV4Canonical.Sort(sorted);
        SigningKey key = new(SecretKey, new SigningScope(amzDate[..8], Region, "s3"));
        ByteBuilder canonical = new(new byte[4096]);
        SigV4Canonical.WriteRequest(ref canonical, method, path, string.Join('&', pairs), sorted, payload);
        Span<byte> signature = stackalloc byte[SigningKey.SignatureLength];
        SigV4Canonical.Sign(key, amzDate, canonical.Bytes, signature);
        string text = Encoding.ASCII.GetString(signature);
        seed = (key, amzDate, text);

        HttpRequestMessage request = new(new HttpMethod(method), Exact(pathAndQuery));
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        foreach (KeyValuePair<string, string> header in all)
        {
            if (header.Key is not "host" && !request.Headers.TryAddWithoutValidation(header.Key, header.Value))
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
        foreach ((string name, string value) in Unsigned)
            request.Headers.TryAddWithoutValidation(name, value);
        string names = string.Join(';', sorted.Select(static h => h.Key).Distinct());
        request.Headers.TryAddWithoutValidation("authorization", $"AWS4-HMAC-SHA256 Credential={AccessKey}/{key.Scope.Text}, SignedHeaders={names}, Signature={text}");
        return request;
    }

    Uri Exact(string pathAndQuery) =>
        new($"{_url.Scheme}://{_url.Authority}{pathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
