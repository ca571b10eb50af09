using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Endpoint.Http;

/// <summary>The server's certificate: from PEM files, or self-signed and kept in memory only.</summary>
static class ServerCertificate
{
    public static X509Certificate2 Load(EndpointOptions options)
    {
        using X509Certificate2 certificate = options.CertificateFile is null
            ? SelfSigned(options.Address, options.Clock.GetUtcNow())
            : X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
        // Windows' TLS cannot use a key that lives in memory only; a round through PKCS#12 gives it one it can.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    static X509Certificate2 SelfSigned(IPAddress address, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Sluice embedded endpoint", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddDnsName("*.localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (!IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        // Its own authority, so that a client can be told to trust exactly this one.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        X509SubjectKeyIdentifierExtension identifier = new(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(identifier);
        // All have one name. OpenSSL takes the first of that name in a file of authorities for the issuer, unless the key is named too.
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
