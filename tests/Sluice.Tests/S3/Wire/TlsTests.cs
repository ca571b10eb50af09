using System.Net;
using System.Security.Cryptography.X509Certificates;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire.Tls;
using Sluice.Tests.Support;
using static Sluice.Tests.S3.Wire.TlsBench;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

/// <summary>The same promises by both ways to speak TLS: the system's OpenSSL, and the runtime's SslStream (<c>managed</c>).</summary>
public sealed class TlsTests : IDisposable
{
    static readonly ObjectKey Key = new("k");

    readonly TlsBench _tls = new();

    [Fact]
    public void The_systems_OpenSSL_is_used_where_the_tests_run() => Assert.Equal(OperatingSystem.IsLinux(), OpenSsl.IsAvailable);

    [Theory, InlineData(false), InlineData(true)]
    public void Bodies_of_many_records_go_both_ways_unharmed(bool managed)
    {
        byte[] content = Bytes(3_000_001);
        byte[]? received = null;
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(peer =>
        {
            peer.ReadHead();
            received = peer.TakeBytes(content.Length);
            peer.Send(Answer(200));
            peer.ReadRequest();
            peer.Send($"HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: {content.Length}\r\n\r\n");
            peer.Send(content);
        })
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed);
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(content)), default).Error);
        Assert.Equal(content, received);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        MemoryStream read = new();
        byte[] buffer = new byte[256 << 10];
        for (int count; (count = response.Read(buffer)) > 0;)
            read.Write(buffer, 0, count);
        Assert.Equal(content, read.ToArray());
        Assert.Equal(1, server.Connections);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_peer_without_TLS_is_named(bool managed)
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.Send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            peer.Stall();
        });
        UriBuilder https = new(server.Uri) { Scheme = "https" };
        Refused(Clients.For(server, options => options with { ManagedTls = managed, Endpoint = https.Uri }), "does not speak TLS: use http://");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_peer_that_hangs_up_in_the_handshake_is_asked_again(bool managed)
    {
        using ScriptedServer server = new(static peer => { });
        UriBuilder https = new(server.Uri) { Scheme = "https" };
        using S3Client client = Clients.For(server, options => options with { ManagedTls = managed, Endpoint = https.Uri, MaxAttempts = 3 });
        S3Error error = client.HeadBucket("bkt", default).Error!;
        Assert.Equal((FailureKind.Network, 3), (error.Kind, error.Attempts));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_store_that_falls_silent_is_given_up_by_name_of_the_limit(bool managed)
    {
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(
            static peer =>
            {
                peer.ReadRequest();
                peer.Stall();
            },
            static peer =>
            {
                peer.ReadRequest();
                peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\nabc");
                peer.Stall();
            },
            static peer => peer.Stall())
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed, with: static options => options with
        {
            FirstByteTimeout = TimeSpan.FromMilliseconds(300),
            StallTimeout = TimeSpan.FromMilliseconds(300),
            MaxAttempts = 1,
        });
        Assert.Contains("no answer from", client.ListBuckets(default).Error!.Message, StringComparison.Ordinal);
        using (GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value)
            Assert.Contains("no bytes to or from", Assert.Throws<S3Exception>(() => Clients.ReadAll(response)).Message, StringComparison.Ordinal);
        S3Error error = client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[64 << 20])), default).Error!;
        Assert.Contains("no bytes to or from", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Cancelling_ends_a_read_of_a_body(bool managed)
    {
        using CancellationTokenSource cancel = new();
        using ManualResetEventSlim got = new();
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\nabc");
            got.Wait();
            cancel.Cancel();
            peer.Stall();
        })
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), cancel.Token).Value;
        Assert.Equal(3, response.Read(new byte[10]));
        got.Set();
        Assert.Equal(FailureKind.Canceled, Assert.Throws<S3Exception>(() => response.Read(new byte[10])).Error.Kind);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_upload_into_a_reset_is_an_error_and_not_the_end_of_the_process(bool managed)
    {
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadHead();
            peer.Reset();
        })
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed, with: static options => options with { MaxAttempts = 2 });
        S3Error error = client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[64 << 20])), default).Error!;
        Assert.Equal((FailureKind.Network, 2), (error.Kind, error.Attempts));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_answer_that_breaks_off_is_an_error(bool managed)
    {
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100000\r\n\r\n");
            peer.Send(new byte[50_000]);
        })
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        Assert.Equal(FailureKind.Network, Assert.Throws<S3Exception>(() => Clients.ReadAll(response)).Error.Kind);
    }

    [Theory]
    [InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void An_end_by_close_counts_only_with_a_goodbye(bool managed, bool cut)
    {
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\n");
            peer.Send(new byte[50_000]);
            if (cut)
                peer.HangUp();
        })
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        if (cut)
            Assert.Equal(FailureKind.Network, Assert.Throws<S3Exception>(() => Clients.ReadAll(response)).Error.Kind);
        else
            Assert.Equal(50_000, Clients.ReadAll(response).Length);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_store_that_hangs_up_without_a_goodbye_between_requests_costs_no_attempt(bool managed)
    {
        using ManualResetEventSlim closed = new();
        using X509Certificate2 certificate = Make("127.0.0.1");
        using ScriptedServer server = new(
            peer =>
            {
                peer.ReadRequest();
                peer.Send(Answer(200));
                peer.HangUp();
                closed.Set();
            },
            Replies(Answer(200)))
        { Certificate = certificate };
        using S3Client client = _tls.Trusting(server, managed);
        Assert.Null(client.HeadBucket("bkt", default).Error);
        closed.Wait();
        Assert.Null(client.HeadBucket("bkt", default).Error);
        Assert.Equal(0, client.Counters.Retries);
    }

    [Fact]
    public void A_later_connection_goes_on_with_the_session_of_an_earlier_one_of_the_same_origin()
    {
        if (!OpenSsl.IsAvailable)
            return;
        using X509Certificate2 certificate = Make("127.0.0.1", "localhost");
        using ScriptedServer server = new(Replies(Answer(200))) { Certificate = certificate };
        OpenSslContext context = new(_tls.Pem(certificate), verifies: true);
        Assert.False(Talk(server.Uri.Host));
        Assert.True(Talk(server.Uri.Host));
        Assert.False(Talk("localhost"));

        bool Talk(string host)
        {
            using System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, server.Uri.Port);
            using OpenSslChannel channel = context.Open(socket, new Sluice.S3.Wire.Origin(true, host, server.Uri.Port));
            channel.Write("GET / HTTP/1.1\r\n\r\n"u8);
            Assert.True(channel.Read(new byte[1000]) > 0);
            return channel.WasResumed;
        }
    }

    public void Dispose() => _tls.Dispose();
}
