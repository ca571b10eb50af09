using Sluice.Endpoint.Faults;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

/// <summary>What goes wrong on the way: each fault ends in the right bytes or in a named outcome, and leaves nothing behind.</summary>
public sealed class FaultTests
{
    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = 5 << 20 };

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(12_000_000)]
    public async Task Download_resumes_after_resets_from_the_byte_reached(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        bench.Put("o", bytes);
        FaultRule rule = bench.Server.Faults.On("GetObject").ResetAfter(1_000_000).Times(2);
        TransferReport report = await Down(bench, "o", SmallParts);
        Assert.True(report.Complete, Said(bench));
        Assert.Equal(2, rule.Hits);
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("o")));
        Assert.Equal(Verification.Checksum, bench.Outcomes.Single().Verified);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(12_000_000)]
    public async Task Truncated_body_is_completed_and_never_published_short(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        bench.Put("o", bytes);
        bench.Server.Faults.On("GetObject").CutAfter(50_000).Times(3);
        TransferReport report = await Down(bench, "o", SmallParts);
        Assert.True(report.Complete, Said(bench));
        Assert.Equal(3, report.Retries);
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("o")));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(12_000_000)]
    public async Task Corrupted_body_is_fetched_again(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        bench.Put("o", bytes);
        FaultRule rule = bench.Server.Faults.On("GetObject").Corrupt().Times(1);
        TransferReport report = await Down(bench, "o", SmallParts);
        Assert.True(report.Complete, Said(bench));
        Assert.Equal(1, rule.Hits);
        Assert.True(report.Retries > 0, "a body that was fetched again is a retry");
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("o")));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(12_000_000)]
    public async Task Body_that_is_always_corrupt_fails_and_leaves_no_file(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(size));
        bench.Server.Faults.On("GetObject").Corrupt();
        Directory.CreateDirectory(bench.PathOf("down"));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down")), SmallParts);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal((OutcomeKind.Failed, "Corrupt"), (outcome.Kind, outcome.ErrorCode));
        Assert.False(report.Complete);
        Assert.Empty(bench.Files("down"));
        Assert.InRange(outcome.Attempts, 3, 30);
    }

    [Fact]
    public async Task Object_replaced_during_a_ranged_download_is_changed_and_not_published()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(12_000_000, 1));
        // The second range is answered after the object was replaced by one of the same size.
        bench.Server.Faults.On("GetObject").Nth(2).Delay(TimeSpan.FromSeconds(2));
        Task<TransferReport> running = Down(bench, "o", SmallParts with { Concurrency = 1 });
        await Eventually(() => bench.Server.Requests["GetObject"] >= 2);
        bench.Put("o", EngineBench.Bytes(12_000_000, 2));
        TransferReport report = await running;
        Assert.Equal(1, report.Outcomes.Changed);
        Assert.Empty(bench.Files("."));
    }

    [Fact]
    public async Task Object_replaced_after_the_listing_is_changed()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int i = 0; i < 20; i++)
            bench.Put($"p/{i:00}", EngineBench.Bytes(1000, i));
        bench.Server.Faults.On("GetObject").Key("p/00").Delay(TimeSpan.FromMilliseconds(500));
        Task<TransferReport> running = bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), new TransferOptions { Concurrency = 1 });
        await Eventually(() => bench.Server.Requests["GetObject"] >= 1);
        bench.Put("p/10", EngineBench.Bytes(1000, 99));
        _ = bench.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey("p/11")), default).Value;
        TransferReport report = await running;
        Assert.Equal((18, 1, 1), (report.Outcomes.Done, report.Outcomes.Changed, report.Outcomes.Missing));
        Assert.Equal("p/10", bench.Outcomes.Single(static o => o.Kind == OutcomeKind.Changed).Source[^4..]);
        Assert.Equal(18, bench.Files("down").Count);
    }

    [Fact]
    public async Task Storm_of_503_is_survived()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int i = 0; i < 60; i++)
            bench.Put($"p/{i:00}", EngineBench.Bytes(2000, i));
        bench.Server.Faults.Plan = new FaultPlan { SlowDown = 0.3, Seed = 5 };
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        bench.Server.Faults.Clear();
        Assert.True(report.Complete, Said(bench));
        Assert.True(report.Throttles > 0 && report.Retries > 0);
        for (int i = 0; i < 60; i++)
            Assert.Equal(EngineBench.Bytes(2000, i), File.ReadAllBytes(bench.PathOf($"down/{i:00}")));
    }

    [Fact]
    public async Task Part_far_slower_than_its_peers_is_begun_anew_from_the_byte_it_reached()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(60 << 20);
        bench.Put("o", bytes);
        // At 100 KB/s this part alone would take 50 s.
        FaultRule slow = bench.Server.Faults.On("GetObject").Nth(10).Trickle(100_000);
        TransferReport report = await Down(bench, "o", SmallParts);
        Assert.True(report.Complete, Said(bench));
        Assert.Equal(1, slow.Hits);
        Assert.True(report.Elapsed < TimeSpan.FromSeconds(25), $"{report.Elapsed}");
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("o")));
        Assert.True(bench.Server.Requests["GetObject"] > 12);
    }

    [Fact]
    public async Task Full_disk_is_found_before_the_first_byte_and_named()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(100_000));
        List<ItemOutcome> outcomes = [];
        TransferEngine engine = new(SmallParts, bench.Clients) { AvailableSpace = static _ => 99_999 };
        await engine.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("o")], Destination = new LocalLocation(bench.PathOf("o")), OnOutcome = outcomes.Add }, default);
        ItemOutcome outcome = Assert.Single(outcomes);
        Assert.Equal((OutcomeKind.Failed, "DiskFull"), (outcome.Kind, outcome.ErrorCode));
        Assert.Contains(bench.PathOf("o"), outcome.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Files("."));
    }

    [Fact]
    public async Task Destination_that_is_no_directory_fails_and_names_it()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("d/x", [1]);
        bench.WriteFile("file", [1]);
        ItemOutcome outcome = await One(bench, EngineBench.S3("d/x"), new LocalLocation(bench.PathOf("file/below")));
        Assert.Equal("NameClash", outcome.ErrorCode);
        Assert.Contains("file", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_key_and_missing_bucket_are_told_apart_where_the_store_tells()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        ItemOutcome outcome = await One(bench, EngineBench.S3("nothing"), new LocalLocation(bench.PathOf("x")));
        Assert.Equal(OutcomeKind.Missing, outcome.Kind);
        TransferReport report = await bench.CopyAsync(new S3Location(null, "no-such-bucket", new ObjectKey("p/")), new LocalLocation(bench.PathOf("y")));
        Assert.Equal(FailureKind.NoSuchBucket, report.ListingError?.Kind);
        Assert.False(report.Complete);
        for (int i = 0; i < 50; i++)
            bench.WriteFile($"up/{i}", [1]);
        report = await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), new S3Location(null, "no-such-bucket", new ObjectKey("p/")));
        Assert.Equal(FailureKind.NoSuchBucket, report.ListingError?.Kind);
        // Not one refused request for each file.
        Assert.True(report.Requests < 20 && report.Pending > 0, $"{report.Requests} requests, {report.Pending} pending");
    }

    [Fact]
    public async Task Upload_that_arrives_damaged_is_sent_again()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(12_000_000);
        string path = bench.WriteFile("big", bytes);
        bench.Server.Faults.On("UploadPart").Nth(2).ResetAfter(100_000);
        bench.Server.Faults.On("CompleteMultipartUpload").Nth(1).ErrorAfterOk("InternalError");
        TransferReport report = await bench.CopyAsync(new LocalLocation(path), EngineBench.S3("big"), SmallParts);
        Assert.True(report.Complete, Said(bench));
        Assert.Equal(Verification.Checksum, bench.Outcomes.Single().Verified);
        Assert.Equal(bytes, bench.Get("big"));
    }

    [Fact]
    public async Task Endpoint_that_is_down_fails_with_its_address()
    {
        await using EngineBench bench = await EngineBench.StartAsync(client: static options => options with { MaxAttempts = 2, ConnectTimeout = TimeSpan.FromSeconds(1) });
        using Sluice.S3.S3ClientFactory clients = new(bench.Clients.Defaults with { Endpoint = new Uri("http://127.0.0.1:9/") });
        TransferReport report = await new TransferEngine(SmallParts, clients).CopyAsync(
            new CopyRequest { Sources = [EngineBench.S3("x")], Destination = new LocalLocation(bench.PathOf("x")), OnOutcome = bench.Outcomes.Add }, default);
        Assert.Equal(FailureKind.Network, report.ListingError?.Kind);
        Assert.False(report.Complete);
    }

    static Task<TransferReport> Down(EngineBench bench, string key, TransferOptions options) =>
        bench.CopyAsync(EngineBench.S3(key), new LocalLocation(bench.PathOf(key)), options);

    internal static async Task<ItemOutcome> One(EngineBench bench, Location source, Location destination)
    {
        bench.Outcomes.Clear();
        TransferReport report = await bench.CopyAsync(source, destination, SmallParts);
        Assert.False(report.Complete);
        return Assert.Single(bench.Outcomes);
    }

    internal static string Said(EngineBench bench) => string.Join("; ", bench.Outcomes.Select(static o => $"{o.Kind} {o.ErrorCode} {o.Message}"));

    internal static async Task Eventually(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }
}
