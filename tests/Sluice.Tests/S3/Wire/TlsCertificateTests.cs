using System.Security.Cryptography.X509Certificates;
using Sluice.S3;
using Sluice.S3.Wire.Tls;
using Sluice.Tests.Support;
using static Sluice.Tests.S3.Wire.TlsBench;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

/// <summary>Which certificates are taken, by both ways to speak TLS.</summary>
public sealed class TlsCertificateTests : IDisposable
{
    static readonly ObjectKey Key = new("k");

    readonly TlsBench _tls = new();

    [Theory, InlineData(false), InlineData(true)]
    public void A_certificate_that_nobody_trusted_vouches_for_is_refused_at_once(bool managed)
    {
        using X509Certificate2 certificate = Make("127.0.0.1"), other = Make("127.0.0.1");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        Refused(TlsBench.Client(server, managed, _tls.Pem(other)), "vouches for the certificate");
        Refused(TlsBench.Client(server, managed, caFile: null), "vouches for the certificate");
        Assert.Empty(server.Requests);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_certificate_for_another_host_is_refused_at_once(bool managed)
    {
        using X509Certificate2 certificate = Make("elsewhere.example", "127.0.0.2");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        Refused(_tls.Trusting(server, managed), "the certificate is not for 127.0.0.1");
        Refused(_tls.Trusting(server, managed, "localhost"), "the certificate is not for localhost");
        Assert.Empty(server.Requests);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_certificate_with_the_hosts_name_is_taken_for_that_name_only(bool managed)
    {
        using X509Certificate2 certificate = Make("localhost");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        using (S3Client client = _tls.Trusting(server, managed, "localhost"))
            Assert.Null(client.HeadBucket("bkt", default).Error);
        Refused(_tls.Trusting(server, managed), "the certificate is not for 127.0.0.1");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_expired_certificate_is_refused_at_once(bool managed)
    {
        using X509Certificate2 certificate = Make(-10, -5, "127.0.0.1");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        Refused(_tls.Trusting(server, managed), "expired");
        Assert.Empty(server.Requests);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Any_certificate_will_do_when_the_user_says_so(bool managed)
    {
        using X509Certificate2 certificate = Make(-10, -5, "elsewhere.example");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        using S3Client client = Clients.For(server, options => options with { ManagedTls = managed, AcceptAnyCertificate = true });
        Assert.Null(client.HeadBucket("bkt", default).Error);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_CA_file_without_certificates_is_named_and_nothing_is_sent(bool managed)
    {
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        string path = Path.Combine(_tls.Scratch, "empty.pem");
        File.WriteAllText(path, "nothing");
        Refused(TlsBench.Client(server, managed, path), "holds no certificate");
    }

    public void Dispose() => _tls.Dispose();
}
