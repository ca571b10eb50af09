using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.S3.Http;

/// <summary>How a client's TLS connections are opened: TLS 1.2 or newer, the system's authorities and those of a PEM file.</summary>
internal sealed class TlsSettings(S3ClientOptions options)
{
    readonly Lazy<X509Certificate2Collection?> _extraRoots = new(() => Load(options.CaBundle));

    /// <summary>Options of one handshake. Throws <see cref="IOException"/> when the PEM file cannot be read.</summary>
    public SslClientAuthenticationOptions For(string host)
    {
        X509Certificate2Collection? extraRoots = _extraRoots.Value;
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                options.AcceptAnyCertificate || errors == SslPolicyErrors.None ||
                (errors == SslPolicyErrors.RemoteCertificateChainErrors && extraRoots is not null && LeadsTo(extraRoots, certificate, chain)) ||
                Refuse(host, errors, extraRoots is not null),
        };
    }

    // Thrown instead of a refusal, whose message names only the callback.
    static bool Refuse(string host, SslPolicyErrors errors, bool extraRoots) => throw new AuthenticationException(
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the server showed no certificate"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"the certificate is not for {host}"
        : $"no authority that is trusted here{(extraRoots ? ", nor one of the CA file," : "")} vouches for the certificate, or it has expired");

    static bool LeadsTo(X509Certificate2Collection roots, X509Certificate? certificate, X509Chain? presented)
    {
        if (certificate is not X509Certificate2 leaf)
            return false;
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        if (presented is not null)
            foreach (X509ChainElement element in presented.ChainElements)
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }

    static X509Certificate2Collection? Load(string? path)
    {
        if (path is null)
            return null;
        try
        {
            X509Certificate2Collection roots = [];
            roots.ImportFromPemFile(path);
            return roots.Count > 0 ? roots : throw new IOException($"The CA file {DisplayText.Of(path)} holds no certificate.");
        }
        catch (Exception failure) when (failure is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"The CA file {DisplayText.Of(path)} cannot be read: {failure.Message}", failure);
        }
    }
}
