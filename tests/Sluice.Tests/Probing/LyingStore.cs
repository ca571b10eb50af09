using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Endpoint;
using Sluice.Tests.Support;

namespace Sluice.Tests.Probing;

/// <summary>The embedded endpoint behind a proxy that tells one lie. What it changes of a request it signs anew, as the endpoint's own user.</summary>
sealed class LyingStore : IDisposable
{
    static readonly string[] NotPassedOn = ["host", "authorization", "x-amz-date", "x-amz-content-sha256", "content-length", "connection", "user-agent", "accept-encoding"];

    readonly RawClient _behind;
    readonly DeviantStore _front;
    readonly Lock _gate = new();
    readonly Dictionary<string, int> _times = [];
    readonly Dictionary<string, StoreAnswer> _kept = [];

    public LyingStore(EndpointServer server, Lie lie)
    {
        _behind = new RawClient(server);
        _front = new DeviantStore(server.Url, lie.Change, request => lie.Instead(this, request));
        Client = new S3Client(new S3ClientOptions { Endpoint = _front.Uri, Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey), MaxAttempts = 3, Seed = 1 });
    }

    /// <summary>Talks to it.</summary>
    public S3Client Client { get; }

    /// <summary>How often this was asked for before.</summary>
    public int Times(string what)
    {
        lock (_gate)
            return (_times[what] = _times.GetValueOrDefault(what) + 1) - 1;
    }

    /// <summary>What was answered first, now and ever after.</summary>
    public StoreAnswer First(string what, Func<StoreAnswer> answer)
    {
        lock (_gate)
            return _kept.TryGetValue(what, out StoreAnswer? kept) ? kept : _kept[what] = answer();
    }

    /// <summary>Passes a request on that was changed.</summary>
    public StoreAnswer Pass(StoreRequest request)
    {
        (string, string)[] headers = [.. request.Headers.Where(header => !NotPassedOn.Contains(header.Key)).Select(static header => (header.Key, header.Value))];
        byte[]? body = request.Body.Length > 0 || request.Method is "PUT" or "POST" ? request.Body : null;
        using HttpResponseMessage answered = _behind.SendAsync(request.Method, request.Target, body, headers).GetAwaiter().GetResult();
        StoreAnswer answer = new((int)answered.StatusCode, answered.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()) { StatedLength = answered.Content.Headers.ContentLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        foreach (KeyValuePair<string, IEnumerable<string>> header in answered.Headers.Concat(answered.Content.Headers))
            if (header.Key.ToLowerInvariant() is var name && name is not ("content-length" or "transfer-encoding" or "connection"))
                answer.Headers[name] = string.Join(", ", header.Value);
        return answer;
    }

    /// <summary>Passes it on without a header.</summary>
    public StoreAnswer Without(StoreRequest request, string header) => Pass(request with { Headers = request.Headers.Where(one => one.Key != header).ToDictionary() });

    /// <summary>Passes it on with a header.</summary>
    public StoreAnswer With(StoreRequest request, string header, string value) => Pass(request with { Headers = new Dictionary<string, string>(request.Headers) { [header] = value } });

    /// <summary>Passes it on without a parameter of the query.</summary>
    public StoreAnswer WithoutParameter(StoreRequest request, string parameter) =>
        Pass(request with { Target = $"{request.Path}?{string.Join('&', request.Query.Split('&').Where(one => one != parameter && !one.StartsWith(parameter + "=", StringComparison.Ordinal)))}".TrimEnd('?') });

    /// <summary>Passes it on with another body.</summary>
    public StoreAnswer WithBody(StoreRequest request, string body) => Pass(request with
    {
        Body = Encoding.UTF8.GetBytes(body),
        Headers = request.Headers.ContainsKey("content-md5") ? new Dictionary<string, string>(request.Headers) { ["content-md5"] = Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(body))) } : request.Headers,
    });

    /// <summary>Passes it on with another path.</summary>
    public StoreAnswer At(StoreRequest request, string path) => Pass(request with { Target = request.Query.Length > 0 ? $"{path}?{request.Query}" : path });

    public void Dispose()
    {
        Client.Dispose();
        _front.Dispose();
        _behind.Dispose();
    }
}
