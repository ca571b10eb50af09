using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Tests.Support;

namespace Sluice.Tests.S3.Wire;

/// <summary>A byte every five seconds, for ever, in virtual time.</summary>
public sealed class TrickleTests
{
    readonly ManualClock _clock = new();

    [Fact]
    public void A_body_that_trickles_for_ever_is_given_up()
    {
        using ScriptedServer server = Trickling("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nContent-Length: 1000000\r\n\r\n");
        using S3Client client = Patient(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", new ObjectKey("k")), default).Value;
        S3Exception failure = Assert.Throws<S3Exception>(() => Clients.ReadAll(response));
        Assert.Contains("fewer than 4 KiB in a minute", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Slow: ")]
    [InlineData("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n")]
    public void A_head_or_a_listing_that_trickles_for_ever_is_given_up(string beginning)
    {
        using ScriptedServer server = Trickling(beginning);
        using S3Client client = Patient(server);
        S3Error error = client.ListObjects(new ListObjectsRequest("bkt"), default).Error!;
        Assert.Equal(FailureKind.Network, error.Kind);
        Assert.Contains("fewer than 4 KiB in a minute", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_document_that_trickles_for_ever_is_left_unread_and_the_status_counts()
    {
        using ScriptedServer server = Trickling("HTTP/1.1 403 X\r\nContent-Length: 1000\r\n\r\n");
        using S3Client client = Patient(server);
        Assert.Equal(FailureKind.Denied, client.ListBuckets(default).Error!.Kind);
    }

    [Fact]
    public void What_a_store_sends_while_it_works_on_a_copy_is_no_trickle()
    {
        Trickle trickle = default;
        trickle.Begin(patience: 10);
        for (int blank = 0; blank < 119; blank++)
            Assert.True(trickle.Goes(TimeSpan.FromSeconds(5), 1));
        Assert.False(trickle.Goes(TimeSpan.FromSeconds(5), 1));
    }

    [Fact]
    public void A_slow_line_is_no_trickle()
    {
        Trickle trickle = default;
        trickle.Begin(patience: 1);
        for (int second = 0; second < 10_000; second++)
            Assert.True(trickle.Goes(TimeSpan.FromSeconds(1), 100));
    }

    S3Client Patient(ScriptedServer server) => Clients.For(server, options => options with { Clock = _clock, StallTimeout = TimeSpan.FromHours(10), FirstByteTimeout = TimeSpan.FromHours(10), MaxAttempts = 1 });

    // What passes while the client is not waiting yet does not count for it, so it goes on until it gives up.
    ScriptedServer Trickling(string beginning) => new(peer =>
    {
        peer.ReadRequest();
        peer.Send(beginning);
        while (true)
        {
            Thread.Sleep(5);
            _clock.Advance(TimeSpan.FromSeconds(5));
            peer.Send("x");
        }
    });
}
