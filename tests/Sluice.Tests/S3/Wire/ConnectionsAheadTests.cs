using System.Diagnostics;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

public sealed class ConnectionsAheadTests
{
    [Fact]
    public void They_grow_to_as_many_as_are_allowed_and_no_further()
    {
        int opened = 0;
        using ConnectionsAhead ahead = new(_ => Interlocked.Increment(ref opened) > 0, 20, default);
        Wait(() => Volatile.Read(ref opened) == 20);
        ahead.Dispose();
        Assert.Equal(20, opened);
    }

    [Fact]
    public void A_place_that_cannot_be_reached_is_not_tried_with_ever_more()
    {
        int tried = 0;
        using ManualResetEventSlim refused = new();
        using ConnectionsAhead ahead = new(token =>
        {
            if (Interlocked.Increment(ref tried) == 8)
                refused.Set();
            refused.Wait(TimeSpan.FromSeconds(20), token);
            return false;
        }, 8, default);
        Wait(() => Volatile.Read(ref tried) == 8);
        ahead.Dispose();
        Assert.Equal(8, tried);
    }

    [Fact]
    public void Requests_go_out_over_connections_that_were_opened_ahead()
    {
        using ScriptedServer server = new(Replies(Answer(200, "hello", "ETag: \"e\"\r\n")));
        using S3Client client = Clients.For(server);
        using (client.OpenAhead("bkt", 8, default))
            Wait(() => client.Counters.ConnectionsOpened == 8);
        Wait(() => server.Connections == 8);
        Assert.Equal(0, client.Counters.Requests);
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", new ObjectKey("k"), RequestBody.Empty), default).Error);
        Assert.Equal(8, client.Counters.ConnectionsOpened);
    }

    [Fact]
    public void One_that_the_store_closed_before_it_was_used_costs_no_retry()
    {
        using ScriptedServer server = new(peer => peer.HangUp(), Replies(Answer(200)));
        using S3Client client = Clients.For(server);
        using (client.OpenAhead("bkt", 1, default))
            Wait(() => client.Counters.ConnectionsOpened == 1);
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", new ObjectKey("k"), RequestBody.Empty), default).Error);
        Assert.Equal(0, client.Counters.Retries);
    }

    [Fact]
    public void A_large_upload_waits_from_when_the_store_has_all_of_it()
    {
        using ManualResetEventSlim read = new(), answer = new();
        using ScriptedServer server = new(peer =>
        {
            peer.ReadHead();
            read.Wait(TimeSpan.FromSeconds(20));
            peer.ReadBytes(8 << 20);
            answer.Wait(TimeSpan.FromSeconds(20));
            peer.Send(Answer(200));
        });
        using S3Client client = Clients.For(server);
        Task<S3Result<PutResult>> put = Task.Run(() => client.PutObject(new PutObjectRequest("bkt", new ObjectKey("k"), new MemoryBody(new byte[8 << 20])), default));
        Wait(() => client.Counters.BytesSent > 0);
        Assert.Equal(0, client.Counters.Waiting);
        read.Set();
        Wait(() => client.Counters.Waiting == 1);
        answer.Set();
        Assert.Null(put.GetAwaiter().GetResult().Error);
        Assert.Equal(0, client.Counters.Waiting);
        Assert.Equal(1, client.Counters.Answers);
    }

    static void Wait(Func<bool> condition)
    {
        long begun = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20), "It did not come to that.");
            Thread.Sleep(5);
        }
    }
}
