using System.Collections.Concurrent;
using Sluice.S3;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

public sealed class RequestSampleTests
{
    static readonly ObjectKey Key = new("k");
    readonly ConcurrentQueue<RequestSample> _samples = new();

    [Fact]
    public void A_download_is_one_sample_told_when_its_body_is_let_go()
    {
        using ScriptedServer server = new(Replies(Answer(200, "0123456789", "x-amz-request-id: id-1\r\n")));
        using S3Client client = Client(server);
        using (GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value)
        {
            Assert.Equal("0123456789", Clients.ReadAll(response));
            Assert.Empty(_samples);
        }
        RequestSample sample = Assert.Single(_samples);
        Assert.Equal(("GetObject", 200, "", 1L, false, "id-1"), (sample.Operation, sample.Status, sample.ErrorCode, sample.Connection, sample.Reused, sample.RequestId));
        Assert.Equal((0L, 10L), (sample.BytesSent, sample.BytesReceived));
        Assert.True(sample.FirstByte > TimeSpan.Zero && sample.Duration >= sample.FirstByte, $"{sample}");
    }

    [Fact]
    public void Connections_are_numbered_and_a_second_request_over_one_is_told_so()
    {
        using ScriptedServer server = new(Replies(Answer(200)));
        using S3Client client = Client(server);
        for (int i = 0; i < 2; i++)
            Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        using (GetObjectResponse held = client.GetObject(new GetObjectRequest("bkt", Key), default).Value)
            Assert.Null(client.DeleteObject(new DeleteObjectRequest("bkt", Key), default).Error);
        Assert.Equal([("HeadObject", 1L, false), ("HeadObject", 1L, true), ("DeleteObject", 2L, false), ("GetObject", 1L, true)],
            _samples.Select(static s => (s.Operation, s.Connection, s.Reused)));
    }

    [Fact]
    public void Each_attempt_is_a_sample_with_the_stores_own_word_for_what_was_wrong()
    {
        using ScriptedServer server = new(Replies(Error(503, "SlowDown"), Error(500, "InternalError"), Answer(200)));
        using S3Client client = Client(server);
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[100_000])), default).Error);
        Assert.Equal([(503, "SlowDown"), (500, "InternalError"), (200, "")], _samples.Select(static s => (s.Status!.Value, s.ErrorCode)));
        Assert.All(_samples, static s => Assert.Equal(100_000, s.BytesSent));
    }

    [Fact]
    public void An_attempt_without_an_answer_and_one_without_a_connection_are_samples_too()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadHead();
            peer.Reset();
        });
        using (S3Client client = Client(server))
            Assert.NotNull(client.ListBuckets(default).Error);
        RequestSample broken = _samples.First();
        Assert.Equal((null, null, "Network", 1L), (broken.Status, broken.FirstByte, broken.ErrorCode, broken.Connection));
        _samples.Clear();
        Uri gone = server.Uri;
        server.Dispose();
        using S3Client late = new(new S3ClientOptions { Endpoint = gone, MaxAttempts = 1, OnRequest = _samples.Enqueue });
        Assert.NotNull(late.ListBuckets(default).Error);
        RequestSample refused = Assert.Single(_samples);
        Assert.Equal((0L, "Network", false), (refused.Connection, refused.ErrorCode, refused.Reused));
    }

    [Fact]
    public void A_body_that_breaks_off_says_how_far_it_came()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 100\r\n\r\n0123456789");
        });
        using S3Client client = Client(server);
        using (GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value)
            Assert.Throws<S3Exception>(() => Clients.ReadAll(response));
        RequestSample sample = Assert.Single(_samples);
        Assert.Equal((200, "Network", 10L), (sample.Status!.Value, sample.ErrorCode, sample.BytesReceived));
    }

    [Fact]
    public void A_sample_costs_no_object_of_its_own()
    {
        using ScriptedServer server = new(Replies(Answer(200, headers: "x-amz-request-id: 0123456789ABCDEF\r\n")));
        using S3Client silent = Clients.For(server);
        int samples = 0;
        using S3Client asked = Clients.For(server, options => options with { OnRequest = _ => samples++ });
        long without = Allocated(silent);
        long with = Allocated(asked);
        Assert.True(samples > 0);
        // An id is 56 bytes as a string, and both make it once.
        Assert.InRange(with - without, -16, 16);
    }

    static long Allocated(S3Client client)
    {
        const int Requests = 50;
        long Run()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Requests; i++)
                Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Run();
        return Run() / Requests;
    }

    S3Client Client(ScriptedServer server) => Clients.For(server, options => options with { OnRequest = _samples.Enqueue, Clock = TimeProvider.System });
}
