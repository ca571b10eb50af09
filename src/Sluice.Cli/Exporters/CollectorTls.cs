using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Cli.Exporters;

/// <summary>Whom a collector has to be vouched for by, and what this side shows ("OpenTelemetry Protocol Exporter", Configuration Options).</summary>
/// <param name="roots">Authorities, instead of the system's; null for those.</param>
/// <param name="own">What is shown; null for nothing.</param>
sealed class CollectorTls(X509Certificate2Collection? roots, X509Certificate2? own)
{
    /// <summary>For one connection.</summary>
    public SslClientAuthenticationOptions Options()
    {
        SslClientAuthenticationOptions options = new();
        if (roots is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        if (own is not null)
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        return options;
    }

    /// <summary>Reads PEM files. Throws <see cref="IOException"/> and <see cref="CryptographicException"/>.</summary>
    /// <param name="roots">Of authorities; null for none.</param>
    /// <param name="own">Of this side's certificate; null for none.</param>
    /// <param name="key">Of its key; null where both are in one file.</param>
    public static CollectorTls? Read(string? roots, string? own, string? key)
    {
        X509Certificate2Collection? trusted = roots is null ? null : [];
        trusted?.ImportFromPemFile(roots!);
        return trusted is { Count: 0 } ? throw new CryptographicException("The file has no certificate.")
            : trusted is null && own is null ? null : new CollectorTls(trusted, own is null ? null : X509Certificate2.CreateFromPemFile(own, key ?? own));
    }
}
