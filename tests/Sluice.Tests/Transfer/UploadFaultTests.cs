using System.Diagnostics;
using Sluice.Endpoint.Faults;
using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Integrity;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>What goes wrong on the way up.</summary>
public sealed class UploadFaultTests
{
    const string NoMd5 = "\"0123456789abcdef0123456789abcdef\"";

    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = 5 << 20 };

    [Theory]
    [InlineData("PutObject", 100_000)]
    [InlineData("UploadPart", 12_000_000)]
    public async Task Upload_that_arrives_damaged_is_sent_again_and_done(string operation, int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        LocalLocation file = new(bench.WriteFile("o", bytes));
        FaultRule damaged = bench.Server.Faults.On(operation).Times(2).Reply(400, "BadDigest");
        TransferReport report = await bench.CopyAsync(file, EngineBench.S3("o"), SmallParts);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(2, damaged.Hits);
        Assert.Equal(Verification.Checksum, bench.Outcomes.Single().Verified);
        Assert.Equal(bytes, bench.Get("o"));
    }

    [Theory]
    [InlineData("PutObject", 100_000)]
    [InlineData("UploadPart", 12_000_000)]
    public async Task Upload_that_always_arrives_damaged_fails_and_publishes_nothing(string operation, int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        LocalLocation file = new(bench.WriteFile("o", EngineBench.Bytes(size)));
        FaultRule damaged = bench.Server.Faults.On(operation).Reply(400, "BadDigest");
        TransferReport report = await bench.CopyAsync(file, EngineBench.S3("o"), SmallParts);
        Assert.False(report.Complete);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal((OutcomeKind.Failed, "BadDigest"), (outcome.Kind, outcome.ErrorCode));
        // Three times for each of three parts in flight at the most.
        Assert.InRange(damaged.Hits, 3, 9);
        Assert.False(bench.Has("o"));
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData("PutObject", 100_000)]
    [InlineData("UploadPart", 12_000_000)]
    public async Task What_a_store_damages_after_it_acknowledged_is_found_on_the_way_back(string operation, int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        LocalLocation file = new(bench.WriteFile("o", EngineBench.Bytes(size)));
        bench.Server.Faults.On(operation).Nth(1).Corrupt();
        Assert.True((await bench.CopyAsync(file, EngineBench.S3("o"), SmallParts)).Complete);
        bench.Outcomes.Clear();
        Assert.False((await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")), SmallParts)).Complete);
        Assert.Equal("Corrupt", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Empty(bench.Files("down"));
    }

    [Fact]
    public async Task ETags_that_only_look_like_MD5s_fail_nothing_and_cost_one_request_each()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is not null)
                peer.Send(ScriptedServer.Answer(200, "", $"ETag: {NoMd5}\r\n"));
        });
        using S3ClientFactory clients = ClientsOf(server);
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int i = 0; i < 5; i++)
            bench.WriteFile($"up/{i}", EngineBench.Bytes(1000, i));
        TransferReport report = await Copy(bench, clients, new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(5, report.Verified[Verification.Unverified]);
        Assert.Equal(5, server.Requests.Count);
        Assert.False(clients.For(null).ETagsOf(EngineBench.Bucket).HasAgreed);
    }

    [Fact]
    public async Task Objects_whose_ETags_only_look_like_MD5s_are_fetched_twice_once()
    {
        byte[] body = EngineBench.Bytes(1000);
        string keys = string.Concat(Enumerable.Range(0, 4).Select(static i => $"<Contents><Key>p/{i}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{NoMd5}</ETag><Size>1000</Size></Contents>"));
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
            {
                if (head.Contains("list-type=2", StringComparison.Ordinal))
                {
                    peer.Send(ScriptedServer.Answer(200, $"<ListBucketResult><KeyCount>4</KeyCount><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>"));
                    continue;
                }
                peer.Send($"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: {NoMd5}\r\n\r\n");
                if (!head.StartsWith("HEAD", StringComparison.Ordinal))
                    peer.Send(body);
            }
        });
        using S3ClientFactory clients = ClientsOf(server);
        await using EngineBench bench = await EngineBench.StartAsync();
        TransferReport report = await Copy(bench, clients, EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(4, report.Verified[Verification.Unverified]);
        Assert.Equal(5, server.Requests.Count(static head => head.StartsWith("GET", StringComparison.Ordinal) && !head.Contains("list-type", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(16 << 20)]
    [InlineData(30 << 20)]
    public async Task Progress_of_an_upload_moves_within_a_part(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        LocalLocation file = new(bench.WriteFile("big", EngineBench.Bytes(size)));
        bench.Server.Faults.On("PutObject").Trickle(4_000_000);
        bench.Server.Faults.On("UploadPart").Trickle(4_000_000);
        using CancellationTokenSource cancel = new();
        TransferEngine engine = bench.Engine(new TransferOptions { Concurrency = 1 });
        Task<TransferReport> running = engine.CopyAsync(new CopyRequest { Sources = [file], Destination = EngineBench.S3("big") }, cancel.Token);
        HashSet<long> seen = [];
        await FaultTests.Eventually(() =>
        {
            long moved = engine.Progress.MovedBytes;
            if (moved > 0 && moved < Sluice.Transfer.Planning.Planner.DefaultPartSize)
                seen.Add(moved);
            return seen.Count >= 3;
        });
        await cancel.CancelAsync();
        await running;
        // What did not arrive does not stay counted.
        Assert.Equal(0, engine.Progress.MovedBytes);
    }

    [Fact]
    public async Task Cancelled_upload_leaves_nothing_even_when_the_store_refuses_its_abort_for_a_while()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        FaultRule storm = bench.Server.Faults.On("AbortMultipartUpload").Times(2).Reply(503, "SlowDown");
        TransferReport report = await CancelledUpload(bench);
        Assert.True(report.Interrupted);
        Assert.Equal(2, storm.Hits);
        Assert.Empty(bench.OpenUploads());
    }

    [Fact]
    public async Task Cancelled_upload_ends_in_bounded_time_when_the_store_never_lets_it_abort()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Server.Faults.On("AbortMultipartUpload").Reply(503, "SlowDown");
        long start = Stopwatch.GetTimestamp();
        TransferReport report = await CancelledUpload(bench);
        Assert.True(report.Interrupted);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Failed_upload_is_aborted_through_a_storm_and_named_when_that_is_refused()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        LocalLocation file = new(bench.WriteFile("big", EngineBench.Bytes(12_000_000)));
        bench.Server.Faults.On("UploadPart").Reply(403, "AccessDenied");
        FaultRule storm = bench.Server.Faults.On("AbortMultipartUpload").Times(3).Reply(503, "SlowDown");
        TransferReport report = await bench.CopyAsync(file, EngineBench.S3("big"), SmallParts);
        Assert.Equal((1, 3L), (report.Outcomes.Denied, storm.Hits));
        Assert.Empty(bench.OpenUploads());

        bench.Outcomes.Clear();
        bench.Server.Faults.On("AbortMultipartUpload").Reply(403, "AccessDenied");
        await bench.CopyAsync(file, EngineBench.S3("big"), SmallParts);
        MultipartUploadEntry left = Assert.Single(bench.OpenUploads());
        Assert.Contains(left.UploadId, Assert.Single(bench.Outcomes).Message, StringComparison.Ordinal);
    }

    static async Task<TransferReport> CancelledUpload(EngineBench bench)
    {
        LocalLocation file = new(bench.WriteFile("big", EngineBench.Bytes(12_000_000)));
        bench.Server.Faults.On("UploadPart").Trickle(50_000);
        using CancellationTokenSource cancel = new();
        Task<TransferReport> running = bench.CopyAsync(file, EngineBench.S3("big"), SmallParts, cancellationToken: cancel.Token);
        await FaultTests.Eventually(() => bench.Server.Requests["UploadPart"] >= 1);
        await cancel.CancelAsync();
        return await running;
    }

    static S3ClientFactory ClientsOf(ScriptedServer server) => new(new ClientDefaults
    {
        Endpoint = server.Uri,
        Region = "us-east-1",
        Client = new S3ClientOptions { Credentials = CredentialSource.Static("AKID", "secret"), Seed = 1 },
    });

    static Task<TransferReport> Copy(EngineBench bench, S3ClientFactory clients, Location source, Location destination) =>
        new TransferEngine(new TransferOptions { Concurrency = 1 }, clients).CopyAsync(new CopyRequest { Sources = [source], Destination = destination, OnOutcome = bench.Outcomes.Add }, default);
}
