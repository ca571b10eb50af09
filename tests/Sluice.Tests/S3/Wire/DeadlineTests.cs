using System.Net;
using System.Net.Sockets;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.S3.Wire;

public sealed class DeadlineTests
{
    static S3Client Impatient(ScriptedServer server) => Clients.For(server, static options => options with
    {
        Clock = TimeProvider.System,
        FirstByteTimeout = TimeSpan.FromMilliseconds(200),
        StallTimeout = TimeSpan.FromMilliseconds(200),
        MaxAttempts = 1,
    });

    [Fact]
    public void A_store_that_never_answers_is_given_up_by_name_of_the_limit()
    {
        using ScriptedServer server = new(static peer => peer.Stall());
        using S3Client client = Impatient(server);
        S3Error error = client.ListBuckets(default).Error!;
        Assert.Equal(FailureKind.Network, error.Kind);
        Assert.Contains("no answer from", error.Message, StringComparison.Ordinal);
        Assert.Contains("within 200 ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_stalls_is_given_up_by_name_of_the_limit()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\nabc");
            peer.Stall();
        });
        using S3Client client = Impatient(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", new ObjectKey("k")), default).Value;
        S3Exception failure = Assert.Throws<S3Exception>(() => Clients.ReadAll(response));
        Assert.Contains("no bytes to or from", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upload_that_nobody_takes_is_given_up()
    {
        using ScriptedServer server = new(static peer => peer.Stall());
        using S3Client client = Impatient(server);
        S3Error error = client.PutObject(new PutObjectRequest("bkt", new ObjectKey("k"), new MemoryBody(new byte[64 << 20])), default).Error!;
        Assert.Contains("no bytes to or from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_reader_is_not_a_stalled_store()
    {
        ManualClock clock = new();
        using ScriptedServer server = new(ScriptedServer.Replies(ScriptedServer.Answer(200, new string('x', 100_000))));
        using S3Client client = Clients.For(server, options => options with { Clock = clock });
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", new ObjectKey("k")), default).Value;
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100_000, Clients.ReadAll(response).Length);
    }

    [Fact]
    public void Cancelling_ends_a_wait_for_an_answer()
    {
        using CancellationTokenSource cancel = new();
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            cancel.Cancel();
            peer.Stall();
        });
        using S3Client client = Clients.For(server);
        S3Error error = client.ListBuckets(cancel.Token).Error!;
        Assert.Equal(FailureKind.Canceled, error.Kind);
        Assert.Equal(FailureKind.Canceled, client.ListBuckets(cancel.Token).Error!.Kind);
    }

    [Fact]
    public void Cancelling_ends_a_read_of_a_body()
    {
        using CancellationTokenSource cancel = new();
        using ManualResetEventSlim got = new();
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\nabc");
            got.Wait();
            cancel.Cancel();
            peer.Stall();
        });
        using S3Client client = Clients.For(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", new ObjectKey("k")), cancel.Token).Value;
        Assert.Equal(3, response.Read(new byte[10]));
        got.Set();
        Assert.Equal(FailureKind.Canceled, Assert.Throws<S3Exception>(() => response.Read(new byte[10])).Error.Kind);
    }

    [Fact]
    public void A_connection_that_does_not_open_is_given_up_by_name_of_the_limit()
    {
        // A full backlog drops what comes after it: the kernel of the client waits for an answer that never comes.
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        List<Socket> full = [];
        for (int i = 0; i < 4; i++)
        {
            Socket filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            full.Add(filler);
            try
            {
                filler.Connect(listener.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // In progress, as it should be.
            }
        }
        using S3Client client = new(new S3ClientOptions
        {
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}"),
            ConnectTimeout = TimeSpan.FromMilliseconds(200),
            FirstByteTimeout = TimeSpan.FromMilliseconds(500),
            MaxAttempts = 1,
        });
        S3Error error = client.ListBuckets(default).Error!;
        full.ForEach(static socket => socket.Dispose());
        Assert.Equal(FailureKind.Network, error.Kind);
        if (OperatingSystem.IsLinux())
            Assert.Contains("no connection to", error.Message, StringComparison.Ordinal);
    }
}
