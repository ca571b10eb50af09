using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Failures;

namespace Sluice.S3.Wire.Tls;

/// <summary>How a client's TLS connections are opened: TLS 1.2 or newer, the system's authorities and those of a PEM file.</summary>
internal sealed class TlsSettings(S3ClientOptions options)
{
    /// <summary>Why a certificate that no authority vouches for is refused.</summary>
    public const string Untrusted = "no authority that is trusted here, nor one of the CA file if there is one, vouches for the certificate";

    readonly Lazy<X509Certificate2Collection?> _extraRoots = new(() => Load(options.CaBundle));
    readonly Lazy<OpenSslContext> _openSsl = new(() => new OpenSslContext(options.CaBundle, !options.AcceptAnyCertificate));

    /// <summary>Reads the PEM file, once. Throws <see cref="IOException"/> when it cannot be read or holds no certificate.</summary>
    public void Prepare()
    {
        _ = _extraRoots.Value;
        if (UsesOpenSsl)
            _ = _openSsl.Value;
    }

    /// <summary>Shakes hands over a connected socket. Throws <see cref="AuthenticationException"/> where another attempt would end the same way.</summary>
    public TlsChannel Open(Socket socket, Origin origin) =>
        UsesOpenSsl ? _openSsl.Value.Open(socket, origin) : new ManagedTlsChannel(socket, Managed(origin.Host));

    /// <summary>Why a certificate for another host is refused.</summary>
    public static string WrongHost(string host) => $"the certificate is not for {host}";

    bool UsesOpenSsl => !options.ManagedTls && OpenSsl.IsAvailable;

    SslClientAuthenticationOptions Managed(string host)
    {
        X509Certificate2Collection? extraRoots = _extraRoots.Value;
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                options.AcceptAnyCertificate || errors == SslPolicyErrors.None ||
                (errors == SslPolicyErrors.RemoteCertificateChainErrors && extraRoots is not null && LeadsTo(extraRoots, certificate, chain)) ||
                Refuse(host, errors),
        };
    }

    // Thrown instead of a refusal, whose message names only the callback.
    static bool Refuse(string host, SslPolicyErrors errors) => throw new AuthenticationException(
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the server showed no certificate"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? WrongHost(host)
        : $"{Untrusted}, or it has expired");

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
