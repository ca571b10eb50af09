using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Requests;

public sealed class RetryTests
{
    static readonly ObjectKey Key = new("k");
    const string NoBuckets = "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";

    [Fact]
    public void Every_request_of_a_busy_client_outlives_a_storm_of_thirty_seconds()
    {
        ManualClock clock = new() { SkipsWaits = true };
        DateTimeOffset end = clock.GetUtcNow().AddSeconds(30);
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is not null)
                peer.Send(clock.GetUtcNow() < end ? Error(503, "SlowDown") : Answer(200, NoBuckets));
        });
        using S3Client client = Clients.For(server, options => options with { Clock = clock });
        for (int i = 0; i < 20; i++)
            Assert.Null(client.ListBuckets(default).Error);
        Assert.True(client.Counters.Throttles > 0);
        Assert.Equal(client.Counters.Throttles, client.Counters.Retries);
    }

    [Fact]
    public void A_failing_store_is_asked_as_often_as_the_options_say()
    {
        using ScriptedServer server = new(Replies(Error(500, "InternalError")));
        using S3Client client = Clients.For(server, static options => options with { MaxAttempts = 4 });
        S3Error error = client.ListBuckets(default).Error!;
        Assert.Equal((FailureKind.Server, 4), (error.Kind, error.Attempts));
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(3, client.Counters.Retries);
    }

    [Fact]
    public void Retry_After_is_honoured_and_capped()
    {
        ManualClock clock = new() { SkipsWaits = true };
        using ScriptedServer server = new(Replies(Error(503, "SlowDown", headers: "Retry-After: 7\r\n"), Error(503, "SlowDown", headers: "Retry-After: 86400\r\n"), Answer(200, NoBuckets)));
        using S3Client client = Clients.For(server, options => options with { Clock = clock });
        Assert.Null(client.ListBuckets(default).Error);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(20)], clock.Waits);
    }

    [Fact]
    public void A_document_that_breaks_off_is_asked_for_again()
    {
        using ScriptedServer server = new(
            static peer =>
            {
                peer.ReadRequest();
                peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<ListAll");
            },
            Replies(Answer(200, NoBuckets)));
        using S3Client client = Clients.For(server);
        Assert.Empty(client.ListBuckets(default).Value);
        Assert.Equal(1, client.Counters.Retries);
    }

    [Fact]
    public void The_right_region_is_learnt_once_per_bucket()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("/eu-west-3/s3/", StringComparison.Ordinal) ? Answer(200, "ok") : Error(301, "PermanentRedirect", headers: "x-amz-bucket-region: eu-west-3\r\n"));
        });
        using S3Client client = Clients.For(server);
        Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void A_redirect_in_circles_ends()
    {
        int turn = 0;
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is not null)
                peer.Send(Error(301, "PermanentRedirect", headers: $"x-amz-bucket-region: region-{turn++}\r\n"));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.WrongRegion, client.HeadBucket("bkt", default).Error!.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void The_stores_clock_is_followed_once_it_refused_ours()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("x-amz-date: 20260102T1", StringComparison.Ordinal) ? Answer(200, NoBuckets) : Error(403, "RequestTimeTooSkewed", headers: "Date: Fri, 02 Jan 2026 15:00:00 GMT\r\n"));
        });
        using S3Client client = Clients.For(server);
        Assert.Null(client.ListBuckets(default).Error);
        Assert.Null(client.ListBuckets(default).Error);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void Expired_credentials_are_renewed_once()
    {
        Renewing credentials = new();
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("Credential=KEY1/", StringComparison.Ordinal) ? Answer(200, NoBuckets) : Error(400, "ExpiredToken"));
        });
        using S3Client client = Clients.For(server, options => options with { Credentials = credentials });
        Assert.Null(client.ListBuckets(default).Error);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void A_store_that_refuses_checksum_headers_gets_Content_MD5_from_then_on()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("x-amz-checksum-crc64nvme", StringComparison.Ordinal) ? Error(501, "NotImplemented") : Answer(200));
        });
        using S3Client client = Clients.For(server);
        PutObjectRequest request = new("bkt", Key, new MemoryBody("hello world"u8.ToArray()));
        Assert.False(client.ChecksumsRefused);
        PutResult result = client.PutObject(request, default).Value;
        Assert.Equal("jSnVw/bqjr4=", result.Sent!.Value.Base64);
        Assert.True(client.ChecksumsRefused);
        Assert.Null(client.PutObject(request, default).Error);
        string[] heads = [.. server.Requests];
        Assert.Equal(3, heads.Length);
        Assert.All(heads[1..], static head => Assert.Contains("content-md5: XrY7u+Ae7tCTyyK7j1rNww==", head, StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_refused_for_another_reason_does_not_cost_the_checksums()
    {
        using ScriptedServer server = new(Replies(Error(400, "InvalidRequest")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.BadRequest, client.PutObject(new PutObjectRequest("bkt", Key, RequestBody.Empty), default).Error!.Kind);
        Assert.False(client.ChecksumsRefused);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void A_wrong_address_is_reported_after_a_few_attempts()
    {
        using ScriptedServer server = new(static peer => peer.Reset());
        Uri gone = server.Uri;
        server.Dispose();
        using S3Client client = new(new S3ClientOptions { Endpoint = gone, Clock = new ManualClock { SkipsWaits = true } });
        S3Error error = client.ListBuckets(default).Error!;
        Assert.Equal(3, error.Attempts);
        Assert.Contains($"nothing listens at {gone.GetLeftPart(UriPartial.Authority)}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_ends_a_wait_between_attempts()
    {
        using CancellationTokenSource cancel = new();
        using ScriptedServer server = new(peer =>
        {
            peer.ReadRequest();
            peer.Send(Error(503, "SlowDown"));
            cancel.CancelAfter(50);
            peer.Stall();
        });
        // This clock never moves: only the cancellation can end the wait.
        using S3Client client = Clients.For(server, static options => options with { Clock = new ManualClock() });
        Assert.Equal(FailureKind.Canceled, client.ListBuckets(cancel.Token).Error!.Kind);
    }

    [Fact]
    public void Bytes_that_arrived_wrong_are_digested_anew_before_they_are_sent_again()
    {
        int reads = 0;
        using ScriptedServer server = new(Replies(Error(400, "BadDigest"), Answer(200)));
        using S3Client client = Clients.For(server);
        PutResult result = client.PutObject(new PutObjectRequest("bkt", Key, new ChangingBody(() => reads++ < 2 ? (byte)1 : (byte)2)) { Checksum = ChecksumAlgorithm.Crc32 }, default).Value;
        Assert.Equal(ChecksumHasher.Compute(ChecksumAlgorithm.Crc32, [2]), result.Sent);
    }

    sealed class ChangingBody(Func<byte> next) : RequestBody
    {
        public override long Length => 1;

        public override int Read(long offset, Span<byte> buffer)
        {
            buffer[0] = next();
            return 1;
        }
    }

    sealed class Renewing : CredentialSource
    {
        S3Credentials _current = new("KEY0", "s", "token");
        int _number;

        public override S3Credentials? Current(CancellationToken cancellationToken) => _current;
        public override void Invalidate(S3Credentials refused) => _current = new S3Credentials($"KEY{++_number}", "s", "token");
    }
}
