using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

/// <summary>What a hostile or broken peer may send, and that it never makes one answer of another.</summary>
public sealed class HostileHttpTests
{
    static readonly ObjectKey Key = new("k");

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: Chunked\r\nContent-Encoding: gzip\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: t\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\nhello")]
    [InlineData("HTTP/1.0 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\nhello")]
    public void A_body_is_read_to_its_proper_end_however_that_is_told(string answer)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send(answer);
        });
        using S3Client client = Clients.For(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        Assert.Equal("hello", Clients.ReadAll(response));
        Assert.True(response.Info.TotalLength is 5 or -1);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloworld\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n")]
    public void A_chunked_body_that_breaks_off_is_an_error_and_never_an_end(string answer)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send(answer);
        });
        using S3Client client = Clients.For(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        Assert.Throws<S3Exception>(() => Clients.ReadAll(response));
    }

    [Theory]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    [InlineData("Content-Length: 5, 6\r\n")]
    [InlineData("Content-Length: +5\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n")]
    [InlineData("X-Split: a\rSet-Cookie: b\r\nContent-Length: 5\r\n")]
    [InlineData("X-Nul: a\0b\r\nContent-Length: 5\r\n")]
    [InlineData("X Y: a\r\nContent-Length: 5\r\n")]
    [InlineData(" Content-Length: 5\r\n")]
    public void A_head_that_two_readers_can_take_differently_is_refused(string headers)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send($"HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n{headers}\r\nhello");
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Protocol, client.GetObject(new GetObjectRequest("bkt", Key), default).Error!.Kind);
    }

    [Fact]
    public void A_failure_with_a_broken_length_is_still_the_failure_it_says()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 403 X\r\nContent-Length: -7\r\n\r\nno");
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Denied, client.ListBuckets(default).Error!.Kind);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")]
    public void A_connection_whose_answer_ends_ambiguously_serves_no_second_request(string answer)
    {
        using ScriptedServer server = new(Replies(answer));
        using S3Client client = Clients.For(server);
        Assert.Equal("hello", Get(client));
        Assert.Equal("hello", Get(client));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public void What_comes_behind_an_answer_is_no_answer_to_the_next_request()
    {
        using SemaphoreSlim sent = new(0);
        using ScriptedServer server = new(
            peer =>
            {
                peer.ReadRequest();
                peer.Send(Answer(200, "first"));
                // Behind the back of the client, which rests for no time at all.
                Thread.Sleep(30);
                peer.Send(Answer(200, "forged"));
                sent.Release();
                peer.Stall();
            },
            Replies(Answer(200, "second")));
        using S3Client client = Clients.For(server);
        Assert.Equal("first", Get(client));
        sent.Wait();
        Assert.Equal("second", Get(client));
        Assert.Equal(0, client.Counters.Retries);
    }

    [Fact]
    public void A_farewell_on_an_idle_connection_is_no_answer()
    {
        using SemaphoreSlim sent = new(0);
        using ScriptedServer server = new(
            peer =>
            {
                peer.ReadRequest();
                peer.Send(Answer(200, "1"));
                peer.Send("HTTP/1.0 408 Request Time-out\r\nConnection: close\r\n\r\n<html>");
                sent.Release();
            },
            Replies(Answer(200, "2")));
        using S3Client client = Clients.For(server);
        Assert.Equal("1", Get(client));
        sent.Wait();
        Assert.Equal("2", Get(client));
        Assert.Equal(0, client.Counters.Retries);
    }

    [Fact]
    public void A_success_before_anything_was_asked_is_not_believed()
    {
        using ManualResetEventSlim sent = new();
        using ScriptedServer server = new(peer =>
        {
            peer.Send(Answer(200, "", "ETag: \"e\"\r\n"));
            sent.Set();
            peer.Stall();
        });
        using S3Client client = Clients.For(server);
        // The first reading is for the signature, before there is a connection.
        int readings = 0;
        S3Error error = client.PutObject(new PutObjectRequest("bkt", Key, new WatchedBody(() =>
        {
            if (++readings > 1)
                sent.Wait();
        })), default).Error!;
        Assert.Equal(FailureKind.Protocol, error.Kind);
        Assert.Contains("before it was asked", error.Message, StringComparison.Ordinal);
    }

    sealed class WatchedBody(Action onRead) : RequestBody
    {
        public override long Length => 1;

        public override int Read(long offset, Span<byte> buffer)
        {
            onRead();
            buffer[0] = 1;
            return 1;
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")]
    public void A_flood_of_interim_answers_ends(string interim)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadHead();
            byte[] many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(interim, 1000)));
            for (int i = 0; i < 10_000; i++)
                peer.Send(many);
        });
        // A peer that floods and does not read may block whoever sends before an answer was seen: only real time ends that.
        using S3Client client = Clients.For(server, static options => options with { Clock = TimeProvider.System, StallTimeout = TimeSpan.FromSeconds(2) });
        Assert.Equal(FailureKind.Protocol, client.ListBuckets(default).Error!.Kind);
        Assert.Equal(FailureKind.Protocol, client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[64 << 20])), default).Error!.Kind);
    }

    [Fact]
    public void An_answer_that_changes_the_protocol_is_refused()
    {
        using ScriptedServer server = new(Replies("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n" + Answer(200, "x")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Protocol, client.ListBuckets(default).Error!.Kind);
    }

    [Fact]
    public void An_endless_error_document_is_left_unread_and_the_status_counts()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 403 X\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100_000; i++)
                peer.Send($"3e8\r\n{new string('x', 1000)}\r\n");
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Denied, client.ListBuckets(default).Error!.Kind);
    }

    [Fact]
    public void A_HEAD_without_a_length_has_no_size_and_never_none()
    {
        using ScriptedServer server = new(Replies("HTTP/1.1 200 OK\r\nETag: \"e\"\r\n\r\n", "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
        using S3Client client = Clients.For(server);
        ObjectInfo info = client.HeadObject(new HeadObjectRequest("bkt", Key), default).Value;
        Assert.Equal((-1, -1), (info.TotalLength, info.ContentLength));
    }

    [Fact]
    public void A_size_that_HEAD_does_not_tell_is_read_off_the_first_byte()
    {
        using ScriptedServer server = new(Replies("HTTP/1.1 200 OK\r\nETag: \"e\"\r\n\r\n", "HTTP/1.1 206 X\r\nETag: \"e\"\r\nContent-Range: bytes 0-0/1234\r\nContent-Length: 1\r\n\r\nx"));
        using S3Client client = Clients.For(server);
        Assert.Equal(1234, client.HeadObject(new HeadObjectRequest("bkt", Key), default).Value.TotalLength);
        Assert.Contains("range: bytes=0-0\r\n", server.Requests.Last(), StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    static string Get(S3Client client)
    {
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        return Clients.ReadAll(response);
    }
}
