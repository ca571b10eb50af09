using System.Text;

namespace Sluice.S3.Http;

/// <summary>
/// The proxy of an origin, from HTTPS_PROXY, HTTP_PROXY and NO_PROXY (either case, as curl reads them; the small-case name
/// wins). This machine itself is never reached through a proxy.
/// </summary>
internal sealed class ProxySettings
{
    readonly Proxy? _http;
    readonly Proxy? _https;
    readonly string[] _direct;

    public ProxySettings(Func<string, string?> environment)
    {
        _http = Parse(Variable(environment, "http_proxy"));
        _https = Parse(Variable(environment, "https_proxy"));
        _direct = (Variable(environment, "no_proxy") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The proxy to use, or null for a direct connection.</summary>
    public Proxy? For(Origin origin)
    {
        Proxy? proxy = origin.Tls ? _https : _http;
        return proxy is null || origin.IsLoopback || IsDirect(origin) ? null : proxy;
    }

    bool IsDirect(Origin origin)
    {
        foreach (string entry in _direct)
        {
            if (entry == "*")
                return true;
            ReadOnlySpan<char> name = entry.AsSpan().TrimStart('.');
            int colon = name.LastIndexOf(':');
            if (colon > 0 && int.TryParse(name[(colon + 1)..], out int port) && !name[..colon].Contains(':'))
            {
                if (port != origin.Port)
                    continue;
                name = name[..colon];
            }
            ReadOnlySpan<char> host = origin.Host;
            if (host.Equals(name, StringComparison.OrdinalIgnoreCase) ||
                (host.Length > name.Length && host.EndsWith(name, StringComparison.OrdinalIgnoreCase) && host[^(name.Length + 1)] == '.'))
                return true;
        }
        return false;
    }

    static string? Variable(Func<string, string?> environment, string name)
    {
        string? value = environment(name);
        return string.IsNullOrEmpty(value) ? environment(name.ToUpperInvariant()) : value;
    }

    static Proxy? Parse(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        if (!Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}", UriKind.Absolute, out Uri? uri) || uri.Scheme != "http")
            return null;
        string? authorization = uri.UserInfo.Length == 0
            ? null
            : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)))}";
        return new Proxy(new Origin(false, uri.IdnHost, uri.Port), authorization);
    }

    /// <summary>An HTTP proxy.</summary>
    /// <param name="Origin">Where it listens.</param>
    /// <param name="Authorization">Value of Proxy-Authorization; null for none. A secret.</param>
    public sealed record Proxy(Origin Origin, string? Authorization)
    {
        /// <summary>Where it listens, never the password.</summary>
        public override string ToString() => Origin.ToString();
    }
}
