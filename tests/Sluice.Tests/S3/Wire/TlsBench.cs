using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire.Tls;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

/// <summary>Scripted stores with certificates of their own, and clients that trust them or do not.</summary>
sealed class TlsBench : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sluice-tls").FullName;

    /// <summary>A directory for files of the test.</summary>
    public string Scratch => _directory;

    internal static void Refused(S3Client client, string why)
    {
        using (client)
        {
            S3Error error = client.HeadBucket("bkt", default).Error!;
            Assert.Equal((FailureKind.Network, 1), (error.Kind, error.Attempts));
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    public S3Client Trusting(ScriptedServer server, bool managed, string host = "127.0.0.1", Func<S3ClientOptions, S3ClientOptions>? with = null) =>
        Client(server, managed, Pem(server.Certificate!), host, with);

    internal static S3Client Client(ScriptedServer server, bool managed, string? caFile, string host = "127.0.0.1", Func<S3ClientOptions, S3ClientOptions>? with = null) =>
        Clients.For(server, options =>
        {
            options = options with { Clock = TimeProvider.System, ManagedTls = managed, CaBundle = caFile, Endpoint = new UriBuilder(server.Uri) { Host = host }.Uri };
            return with is null ? options : with(options);
        });

    public string Pem(X509Certificate2 certificate)
    {
        string path = Path.Combine(_directory, $"{certificate.Thumbprint}.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }

    internal static X509Certificate2 Make(params string[] hosts) => Make(-1, 1, hosts);

    internal static X509Certificate2 Make(int firstDay, int lastDay, params string[] hosts)
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=scripted", pair, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        foreach (string host in hosts)
            if (IPAddress.TryParse(host, out IPAddress? address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(firstDay), now.AddDays(lastDay));
    }

    internal static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
