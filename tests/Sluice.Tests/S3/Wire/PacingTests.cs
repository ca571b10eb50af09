using System.Diagnostics;
using Sluice.Failures;
using Sluice.Pacing;
using Sluice.S3;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Wire;

/// <summary>What a client does that shares its limits with others.</summary>
public sealed class PacingTests
{
    static readonly ObjectKey Key = new("k");

    [Fact]
    public void A_request_waits_for_its_turn_without_a_connection_and_gives_up_at_once()
    {
        using ScriptedServer server = new(Replies(Answer(200)));
        TrafficLimits limits = new() { Requests = RateSchedule.Constant(0.1) };
        using S3Client client = Client(server, limits);
        Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        using CancellationTokenSource stop = new(200);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(FailureKind.Canceled, client.HeadObject(new HeadObjectRequest("bkt", Key), stop.Token).Error!.Kind);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
        Assert.Single(server.Requests);
    }

    [Fact]
    public void What_is_undone_does_not_wait_for_its_turn()
    {
        using ScriptedServer server = new(Replies(Answer(200), Answer(204)));
        TrafficLimits limits = new() { Requests = RateSchedule.Constant(0.1) };
        using S3Client client = Client(server, limits);
        Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        long start = Stopwatch.GetTimestamp();
        Assert.Null(client.AbortMultipartUpload(new AbortMultipartUploadRequest("bkt", Key, "id"), default).Error);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Clients_that_share_limits_share_the_rate_and_each_attempt_counts()
    {
        using ScriptedServer server = new(Replies(Error(500, "InternalError"), Answer(200)));
        ManualClock clock = new() { SkipsWaits = true };
        TrafficLimits limits = new(clock) { Requests = RateSchedule.Constant(2) };
        using S3Client one = Client(server, limits, clock), other = Client(server, limits, clock);
        long start = clock.GetTimestamp();
        Assert.Null(one.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        Assert.Null(other.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        // Three attempts: the second half a second after the first, and the third after that, whatever the backoff took.
        Assert.InRange(clock.GetElapsedTime(start).TotalSeconds, 0.99, 1.2);
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(400_000)]
    public void Bodies_both_ways_take_the_time_that_the_rate_says(int size)
    {
        using ScriptedServer server = new(Replies(Answer(200), Answer(200, new string('x', size))));
        ManualClock clock = new() { SkipsWaits = true };
        TrafficLimits limits = new(clock) { Bandwidth = RateSchedule.Constant(10_000) };
        using S3Client client = Client(server, limits, clock);
        long start = clock.GetTimestamp();
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody(new byte[size])), default).Error);
        // A debt of one body, or piece, is paid by who comes next.
        limits.Sent.Take(1, default);
        Assert.InRange(clock.GetElapsedTime(start).TotalSeconds * 10_000 / size, 0.95, 1.05);
        start = clock.GetTimestamp();
        using (GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key), default).Value)
            Assert.Equal(size, Clients.ReadAll(response).Length);
        limits.Received.Take(1, default);
        Assert.InRange(clock.GetElapsedTime(start).TotalSeconds * 10_000 / size, 0.9, 1.05);
    }

    static S3Client Client(ScriptedServer server, TrafficLimits limits, TimeProvider? clock = null) =>
        Clients.For(server, options => options with { Limits = limits, Clock = clock ?? TimeProvider.System });
}
