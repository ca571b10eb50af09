namespace Sluice.S3.Wire;

/// <summary>What one connection can serve: a scheme, a host and a port.</summary>
/// <param name="Tls">True for https.</param>
/// <param name="Host">Host name or address, without brackets.</param>
/// <param name="Port">TCP port.</param>
internal readonly record struct Origin(bool Tls, string Host, int Port)
{
    /// <summary>True for this machine itself; never reached through a proxy.</summary>
    public bool IsLoopback =>
        Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
        Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ||
        (System.Net.IPAddress.TryParse(Host, out System.Net.IPAddress? address) && System.Net.IPAddress.IsLoopback(address));

    /// <summary>As a person would type it.</summary>
    public override string ToString() => $"{(Tls ? "https" : "http")}://{Authority}";

    /// <summary>Host and port as CONNECT and messages write them.</summary>
    public string Authority => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
