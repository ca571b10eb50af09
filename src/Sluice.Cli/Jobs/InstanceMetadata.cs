using System.Net;

namespace Sluice.Cli.Jobs;

/// <summary>EC2's instance metadata service, version 2 only (EC2 User Guide, "Use the Instance Metadata Service"). For one thread.</summary>
sealed class InstanceMetadata : IDisposable
{
    // Six hours, the most that there is.
    const string TokenSeconds = "21600";
    const int LongestAnswer = 64 << 10;

    readonly HttpClient _http;
    string? _token;

    /// <summary>Makes it ready; nothing is sent.</summary>
    /// <param name="endpoint">Where it is.</param>
    public InstanceMetadata(Uri endpoint)
    {
#pragma warning disable CA2000 // The client owns it.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(1) });
#pragma warning restore CA2000
        _http.BaseAddress = endpoint;
        _http.Timeout = TimeSpan.FromSeconds(2);
        _http.MaxResponseContentBufferSize = LongestAnswer;
    }

    /// <summary>Where the environment says that it is; null where AWS_EC2_METADATA_DISABLED turns it off. Default: the address that every instance has.</summary>
    public static Uri? EndpointFrom(Func<string, string?> variables)
    {
        if ("true".Equals(variables("AWS_EC2_METADATA_DISABLED"), StringComparison.OrdinalIgnoreCase))
            return null;
        if (variables("AWS_EC2_METADATA_SERVICE_ENDPOINT") is { Length: > 0 } text && Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https")
            return endpoint;
        // AWS SDKs and Tools Reference Guide, "IMDS credential provider".
        return new Uri("IPv6".Equals(variables("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"), StringComparison.OrdinalIgnoreCase) ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
    }

    /// <summary>What the service has below <c>/latest/meta-data/</c>; null when it has nothing there. Throws <see cref="HttpRequestException"/> or <see cref="TaskCanceledException"/> when it does not answer.</summary>
    public async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        for (bool isAgain = false; ; isAgain = true)
        {
            _token ??= await TokenAsync(cancellationToken).ConfigureAwait(false);
            using HttpRequestMessage request = new(HttpMethod.Get, "/latest/meta-data/" + path);
            request.Headers.Add("X-aws-ec2-metadata-token", _token);
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return null;
            if (answer.StatusCode == HttpStatusCode.Unauthorized && !isAgain)
            {
                // It has run out.
                _token = null;
                continue;
            }
            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, "/latest/api/token");
        request.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", TokenSeconds);
        using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }
}
