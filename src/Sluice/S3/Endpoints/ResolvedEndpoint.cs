namespace Sluice.S3.Endpoints;

/// <summary>Where the requests to one bucket go, and for which region and service they are signed.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="DnsHost">Name or address to connect to and to compare the certificate with; IPv6 without brackets.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Host">Value of the Host header: with the port when it is not the scheme's own.</param>
/// <param name="BasePath">What stands before <c>/key</c>: empty, <c>/bucket</c> or <c>/base/bucket</c>; encoded.</param>
/// <param name="SigningRegion">Region of the signature.</param>
/// <param name="SigningService">Service of the signature.</param>
internal sealed record ResolvedEndpoint(string Scheme, string DnsHost, int Port, string Host, string BasePath, string SigningRegion, string SigningService)
{
    /// <summary>Whether connections speak TLS.</summary>
    public bool IsTls => Scheme == "https";

    /// <summary>The path of a key, or of the bucket for the empty key; encoded, at least <c>/</c>.</summary>
    public string PathOf(ObjectKey key) => key.IsEmpty
        ? (BasePath.Length > 0 ? BasePath : "/")
        : string.Concat(BasePath, "/", UriEncoding.EncodePath(key));
}
