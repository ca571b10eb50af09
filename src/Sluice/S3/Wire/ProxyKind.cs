namespace Sluice.S3.Wire;

/// <summary>What a proxy speaks.</summary>
internal enum ProxyKind
{
    /// <summary>HTTP: requests in absolute form, CONNECT for TLS (RFC 9110, 9.3.6).</summary>
    Http,
    /// <summary>SOCKS 4a: the proxy resolves names.</summary>
    Socks4A,
    /// <summary>SOCKS 5 (RFC 1928), with a name and a password where there are any (RFC 1929); the proxy resolves names.</summary>
    Socks5,
}
