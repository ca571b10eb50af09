using System.Text;
using Sluice.Failures;

namespace Sluice.S3.Wire;

/// <summary>
/// The proxy of an origin, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY for both, and NO_PROXY (either case, as curl and .NET's
/// SocketsHttpHandler read them; the small-case name wins). This machine itself is never reached through a proxy.
/// </summary>
internal sealed class ProxySettings
{
    readonly Proxy? _http;
    readonly Proxy? _https;
    readonly NoProxy _direct;

    public ProxySettings(Func<string, string?> environment)
    {
        Proxy? all = Parse(environment, "all_proxy");
        _http = Parse(environment, "http_proxy") ?? all;
        _https = Parse(environment, "https_proxy") ?? all;
        _direct = new NoProxy(Variable(environment, "no_proxy") ?? "");
    }

    /// <summary>Why a setting cannot be followed, as one sentence; null when all can. Ignored it would send bytes past the proxy.</summary>
    public string? Problem { get; private set; }

    /// <summary>The proxy to use, or null for a direct connection.</summary>
    public Proxy? For(Origin origin)
    {
        Proxy? proxy = origin.Tls ? _https : _http;
        return proxy is null || origin.IsLoopback || _direct.Covers(origin) ? null : proxy;
    }

    static string? Variable(Func<string, string?> environment, string name)
    {
        string? value = environment(name);
        return string.IsNullOrEmpty(value) ? environment(name.ToUpperInvariant()) : value;
    }

    Proxy? Parse(Func<string, string?> environment, string name)
    {
        string? value = Variable(environment, name)?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        if (!Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}", UriKind.Absolute, out Uri? uri) || uri.IdnHost.Length == 0)
        {
            // Not shown: there may be a password in it.
            Problem = $"The value of {name} is no address of a proxy.";
            return null;
        }
        ProxyKind? kind = uri.Scheme switch
        {
            "http" => ProxyKind.Http,
            "socks4" or "socks4a" => ProxyKind.Socks4A,
            "socks5" or "socks5h" or "socks" => ProxyKind.Socks5,
            _ => null,
        };
        if (kind is null)
        {
            Problem = $"{name} names a proxy of the kind {DisplayText.Of(uri.Scheme)}://, which is not spoken here: http, socks4a and socks5 are.";
            return null;
        }
        int port = uri.Port > 0 ? uri.Port : 1080;
        return new Proxy(kind.Value, new Origin(false, uri.IdnHost, port), uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(uri.UserInfo));
    }

    /// <summary>A proxy.</summary>
    /// <param name="Kind">What it speaks.</param>
    /// <param name="Origin">Where it listens.</param>
    /// <param name="User">Name, or name and password with a colon between them; null for none. A secret.</param>
    public sealed record Proxy(ProxyKind Kind, Origin Origin, string? User)
    {
        /// <summary>Value of Proxy-Authorization; null for none.</summary>
        public string? Authorization { get; } = User is null ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(User))}";

        /// <summary>Where it listens, never the password.</summary>
        public override string ToString() => Kind == ProxyKind.Http ? Origin.ToString() : $"{(Kind == ProxyKind.Socks5 ? "socks5" : "socks4a")}://{Origin.Authority}";
    }
}
