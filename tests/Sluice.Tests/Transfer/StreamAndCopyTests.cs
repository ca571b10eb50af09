using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials.Profiles;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

public sealed class StreamAndCopyTests
{
    static readonly TransferOptions SmallParts = new() { Concurrency = 4, PartSize = 5 << 20 };

    static readonly ObjectAttributes Rich = new()
    {
        ContentType = "text/x-test",
        CacheControl = "max-age=1",
        Metadata = [new("colour", "blue")],
        Tags = [new("team", "red")],
    };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(5 << 20, 0)]
    [InlineData((5 << 20) + 1, 2)]
    [InlineData(23_000_000, 5)]
    public async Task Standard_input_becomes_an_object_whatever_its_length(int length, int parts)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(length);
        TransferEngine engine = new(SmallParts, bench.Clients) { OpenInput = () => new MemoryStream(bytes) };
        TransferReport report = await engine.CopyAsync(new CopyRequest { Sources = [new StreamLocation()], Destination = EngineBench.S3("o"), OnOutcome = bench.Outcomes.Add }, default);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(length, report.Bytes);
        Assert.Equal(parts, bench.Server.Requests["UploadPart"]);
        Assert.Equal(bytes, bench.Get("o"));
    }

    [Fact]
    public async Task Standard_output_gets_every_object_in_order_within_the_memory_given()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] big = EngineBench.Bytes(33_000_000), small = EngineBench.Bytes(1000, 2), empty = [];
        bench.Put("p/1", big);
        bench.Put("p/2", empty);
        bench.Put("p/3", small);
        bench.Server.Faults.On("GetObject").Nth(1).Delay(TimeSpan.FromMilliseconds(300));
        MemoryStream output = new();
        TransferEngine engine = new(SmallParts with { Memory = 16 << 20 }, bench.Clients) { OpenOutput = () => output };
        TransferReport report = await engine.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("p/")], Destination = new StreamLocation(), OnOutcome = bench.Outcomes.Add }, default);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal([.. big, .. small], output.ToArray());
        Assert.Equal(3, report.Verified[Verification.Checksum]);
    }

    [Fact]
    public async Task A_stream_is_fetched_no_further_ahead_of_its_reader_than_a_window_that_is_reused()
    {
        const int Piece = 4 << 20, Window = 12, Pieces = 20;
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(Pieces * Piece);
        bench.Put("big", bytes);
        using SlowReader output = new(written =>
        {
            // The first write waits until all that may come before it has come.
            SpinWait.SpinUntil(() => bench.Server.Requests["GetObject"] >= Window, TimeSpan.FromMinutes(1));
            Assert.InRange(bench.Server.Requests["GetObject"], Window, (written / Piece) + Window);
        });
        TransferEngine engine = new(new TransferOptions { Concurrency = 32 }, bench.Clients) { OpenOutput = () => output };
        TransferReport report = await engine.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("big")], Destination = new StreamLocation(), OnOutcome = bench.Outcomes.Add }, default);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, output.ToArray());
        Assert.Equal(1, report.Verified[Verification.Checksum]);
    }

    sealed class SlowReader(Action<long> before) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            before(Length);
            base.Write(buffer);
        }
    }

    [Fact]
    public async Task Copy_within_a_store_moves_no_bytes_and_keeps_what_objects_have()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(100_000);
        bench.Put("a/x", bytes, Rich);
        bench.Put("a/s/y", bytes);
        long received = bench.Client.Counters.BytesReceived;
        TransferReport report = await bench.CopyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(2, report.Verified[Verification.ServerSide]);
        Assert.True(bench.Client.Counters.BytesReceived - received < 20_000);
        Assert.Equal(["b/s/y", "b/x"], bench.Keys("b/"));
        AssertRich(bench, "b/x");
        Assert.Equal(bytes, bench.Get("b/x"));
    }

    [Fact]
    public async Task Copy_onto_itself_with_new_attributes_changes_those_and_keeps_the_rest()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("x", [1, 2, 3], Rich);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("x"), EngineBench.S3("x"), more: static r => r with { Attributes = new ObjectAttributes { ContentType = "text/new" } });
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        ObjectInfo info = bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("x")), default).Value;
        Assert.Equal("text/new", info.Attributes.ContentType);
        Assert.Equal("max-age=1", info.Attributes.CacheControl);
        Assert.Equal("blue", info.Attributes.Metadata.Single().Value);
        Assert.Equal(1, info.TagCount);
    }

    [Fact]
    public async Task Large_copy_within_a_store_goes_in_parts_and_carries_metadata_and_tags()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        // Larger than a CopyObject is used for; written in parts of 64 MiB so that no more than one is in memory.
        byte[] part = EngineBench.Bytes(64 << 20);
        string path = bench.WriteFile("big", part);
        using (FileStream file = new(path, FileMode.Append))
        {
            for (int i = 0; i < 3; i++)
                file.Write(part);
            file.Write([1, 2, 3]);
        }
        TransferReport up = await bench.CopyAsync(new LocalLocation(path), EngineBench.S3("big"), new TransferOptions { Concurrency = 2, PartSize = 64 << 20 }, static r => r with { Attributes = Rich });
        Assert.True(up.Complete, string.Join("; ", bench.Outcomes));
        bench.Server.Requests.Reset();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("big"), EngineBench.S3("copy"));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(5, bench.Server.Requests["UploadPartCopy"]);
        Assert.Equal(0, bench.Server.Requests["GetObject"]);
        AssertRich(bench, "copy");
        Assert.Equal(Head(bench, "big").Checksum, Head(bench, "copy").Checksum);
    }

    [Fact]
    public async Task Copy_between_two_stores_streams_through_and_carries_metadata_and_tags()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        string config = bench.WriteFile("aws-config", System.Text.Encoding.UTF8.GetBytes(
            $"[profile there]\naws_access_key_id={other.AccessKey}\naws_secret_access_key={other.SecretKey}\nregion=us-east-1\nendpoint_url={other.Url}\n"));
        Dictionary<string, string> variables = new() { ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = bench.PathOf("none") };
        using S3ClientFactory clients = new(bench.Clients.Defaults, new AwsEnvironment(variables.GetValueOrDefault, bench.Scratch));
        _ = clients.For("there").CreateBucket("over-there", null, default).Value;
        byte[] big = EngineBench.Bytes(12_000_000), small = EngineBench.Bytes(1000, 2);
        bench.Put("a/big", big, Rich);
        bench.Put("a/small", small, Rich);
        bench.Put("a/empty", []);
        TransferReport report = await new TransferEngine(SmallParts with { Memory = 16 << 20 }, clients).CopyAsync(new CopyRequest
        {
            Sources = [EngineBench.S3("a/")],
            Destination = new S3Location("there", "over-there", new ObjectKey("b/")),
            OnOutcome = bench.Outcomes.Add,
        }, default);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(3, report.Verified[Verification.Checksum]);
        foreach ((string key, byte[] bytes) in ((string, byte[])[])[("b/big", big), ("b/small", small)])
        {
            using GetObjectResponse response = clients.For("there").GetObject(new GetObjectRequest("over-there", new ObjectKey(key)), default).Value;
            byte[] got = new byte[bytes.Length];
            for (int at = 0, count; (count = response.Read(got.AsSpan(at))) > 0; at += count) { }
            Assert.Equal(bytes, got);
            Assert.Equal("text/x-test", response.Info.Attributes.ContentType);
            Assert.Equal("blue", response.Info.Attributes.Metadata.Single().Value);
            Assert.Equal("red", clients.For("there").GetObjectTagging("over-there", new ObjectKey(key), default).Value.Single().Value);
        }
    }

    [Fact]
    public async Task Removal_takes_what_was_asked_for_in_batches_and_names_what_stays()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int i = 0; i < 25; i++)
            bench.Put($"log/{i:00}", [1]);
        bench.Put("log-old/x", [1]);
        bench.Put("log", [1]);
        bench.Server.Requests.Reset();
        TransferReport report = await Remove(bench, "log", recursive: true, filter: ItemFilter.From([(false, "2*")]));
        Assert.Equal((20, 5), (report.Outcomes.Done, report.Outcomes.Skipped));
        Assert.Equal(1, bench.Server.Requests["DeleteObjects"]);
        Assert.Equal(7, bench.Keys().Count);
        report = await Remove(bench, "log");
        Assert.True(report.Complete);
        report = await Remove(bench, "log");
        Assert.Equal(1, report.Outcomes.Missing);
        report = await Remove(bench, "log*/*");
        Assert.Equal(6, report.Outcomes.Done);
        Assert.Empty(bench.Keys());
    }

    static Task<TransferReport> Remove(EngineBench bench, string key, bool recursive = false, ItemFilter? filter = null) =>
        bench.Engine().RemoveAsync(new RemoveRequest { Targets = [EngineBench.S3(key)], Recursive = recursive, Filter = filter ?? ItemFilter.All, OnOutcome = bench.Outcomes.Add }, default);

    static ObjectInfo Head(EngineBench bench, string key) => bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey(key)), default).Value;

    static void AssertRich(EngineBench bench, string key)
    {
        ObjectInfo info = Head(bench, key);
        Assert.Equal("text/x-test", info.Attributes.ContentType);
        Assert.Equal("max-age=1", info.Attributes.CacheControl);
        Assert.Equal(["colour=blue"], info.Attributes.Metadata.Select(static m => $"{m.Key}={m.Value}"));
        Assert.Equal(["team=red"], bench.Client.GetObjectTagging(EngineBench.Bucket, new ObjectKey(key), default).Value.Select(static t => $"{t.Key}={t.Value}"));
    }
}
