using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

public sealed class HttpConnectionTests
{
    static readonly ObjectKey Key = new("k");

    [Fact]
    public void Requests_share_one_connection()
    {
        using ScriptedServer server = new(Replies(Answer(200, "hello", "ETag: \"e\"\r\n")));
        using S3Client client = Clients.For(server);
        for (int i = 0; i < 5; i++)
            Assert.Equal("hello", Get(client));
        Assert.Equal(1, server.Connections);
        Assert.Equal(5, client.Counters.Requests);
        Assert.Equal(25, client.Counters.BytesReceived);
    }

    [Fact]
    public void Head_and_small_body_leave_together_and_with_a_length()
    {
        using ScriptedServer server = new(Replies(Answer(200)));
        using S3Client client = Clients.For(server);
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody("abc"u8.ToArray())), default).Error);
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, RequestBody.Empty), default).Error);
        string[] requests = [.. server.Requests];
        Assert.StartsWith("PUT /bkt/k HTTP/1.1\r\n", requests[0], StringComparison.Ordinal);
        Assert.Contains("content-length: 3\r\n", requests[0], StringComparison.Ordinal);
        Assert.Contains("content-length: 0\r\n", requests[1], StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public void Interim_answers_are_passed_over()
    {
        using ScriptedServer server = new(Replies("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + Answer(200, "ok")));
        using S3Client client = Clients.For(server);
        Assert.Equal("ok", Get(client));
        Assert.Equal("ok", Get(client));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public void Chunked_documents_are_read_however_they_are_cut()
    {
        string xml = "<ListAllMyBucketsResult><Buckets><Bucket><Name>one</Name></Bucket></Buckets></ListAllMyBucketsResult>";
        StringBuilder chunked = new("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (char c in xml)
            chunked.Append("1;ext=1\r\n").Append(c).Append("\r\n");
        chunked.Append("0\r\nTrailer: x\r\n\r\n");
        byte[] bytes = Encoding.UTF8.GetBytes(chunked.ToString());
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is not null)
                for (int at = 0; at < bytes.Length; at += 7)
                    peer.Send(bytes[at..Math.Min(bytes.Length, at + 7)]);
        });
        using S3Client client = Clients.For(server);
        Assert.Equal("one", Assert.Single(client.ListBuckets(default).Value).Name);
        Assert.Equal("one", Assert.Single(client.ListBuckets(default).Value).Name);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public void A_store_that_closes_after_each_answer_gets_a_new_connection_each_time()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send(Answer(200, "x", "Connection: close\r\n"));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal("x", Get(client));
        Assert.Equal("x", Get(client));
        Assert.Equal(2, server.Connections);
        Assert.Equal(0, client.Counters.Retries);
    }

    [Fact]
    public void An_idle_connection_that_was_closed_costs_no_attempt()
    {
        using ManualResetEventSlim closed = new();
        using ScriptedServer server = new(
            peer =>
            {
                peer.ReadRequest();
                peer.Send(Answer(200, "1"));
                peer.Reset();
                closed.Set();
            },
            Replies(Answer(200, "2")));
        using S3Client client = Clients.For(server);
        Assert.Equal("1", Get(client));
        closed.Wait();
        Assert.Equal("2", Get(client));
        Assert.Equal(0, client.Counters.Retries);
    }

    [Fact]
    public void A_body_that_ends_early_is_an_error_and_never_an_end()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\nabc");
        });
        using S3Client client = Clients.For(server);
        S3Exception failure = Assert.Throws<S3Exception>(() => Get(client));
        Assert.Equal(FailureKind.Network, failure.Error.Kind);
        Assert.Contains("in mid-answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reset_in_mid_body_is_a_network_error()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\nabc");
            peer.Reset();
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Network, Assert.Throws<S3Exception>(() => Get(client)).Error.Kind);
    }

    [Fact]
    public void A_refusal_is_heard_while_the_body_is_still_being_sent()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadHead();
            peer.Send(Error(403, "AccessDenied", headers: "Connection: close\r\n"));
            peer.ReadBytes(64 << 20);
        });
        using S3Client client = Clients.For(server);
        S3Error error = client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[64 << 20])), default).Error!;
        Assert.Equal(FailureKind.Denied, error.Kind);
        Assert.True(client.Counters.BytesSent < 64 << 20);
    }

    [Fact]
    public void A_success_before_the_body_was_sent_is_not_believed()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadHead();
            peer.Send(Answer(200));
            peer.ReadBytes(64 << 20);
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Protocol, client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[64 << 20])), default).Error!.Kind);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP")]
    [InlineData("\u0015\u0003\u0001\0\u0002\u0002\u0016", "use https://")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: -1\r\n\r\n", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: gzip\r\n\r\n", "transfer encoding")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "HTTP/1.1")]
    public void What_is_not_HTTP_is_named(string answer, string named)
    {
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send(answer);
        });
        using S3Client client = Clients.For(server);
        S3Error error = client.GetObject(new GetObjectRequest("bkt", Key), default).Error!;
        Assert.Equal(FailureKind.Protocol, error.Kind);
        Assert.Equal(1, error.Attempts);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_headers_are_cut_off()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100_000; i++)
                peer.Send($"x-{i}: {new string('a', 100)}\r\n");
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Protocol, client.HeadBucket("bkt", default).Error!.Kind);
    }

    [Fact]
    public void A_header_value_with_a_line_break_is_never_sent()
    {
        using ScriptedServer server = new(Replies(Answer(200)));
        using S3Client client = Clients.For(server);
        PutObjectRequest request = new("bkt", Key, RequestBody.Empty) { Attributes = new ObjectAttributes { ContentType = "a\r\nx-amz-acl: public-read" } };
        Assert.Equal(FailureKind.BadRequest, client.PutObject(request, default).Error!.Kind);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void A_response_that_is_not_read_closes_its_connection()
    {
        using ScriptedServer server = new(Replies(Answer(200, new string('x', 1 << 20))));
        using S3Client client = Clients.For(server);
        client.GetObject(new GetObjectRequest("bkt", Key), default).Value.Dispose();
        Assert.Equal(1 << 20, Get(client).Length);
        Assert.Equal(2, server.Connections);
    }

    static string Get(S3Client client)
    {
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value;
        return Clients.ReadAll(response);
    }
}
