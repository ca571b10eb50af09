using System.Text;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials.Profiles;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer.Copies;

/// <summary>Parts that go from one store to another while they come.</summary>
public sealed class PartRelayTests
{
    const int MiB = 1 << 20;
    const string There = "over-there";

    static readonly TransferOptions Options = new() { Concurrency = 4, PartSize = 5 * MiB };
    static readonly byte[] Large = EngineBench.Bytes((23 * MiB) + 17);

    [Fact]
    public async Task Parts_between_stores_are_not_held_in_memory()
    {
        await using Scene scene = await Scene.BeginAsync();
        // Less than a part: what is held would have to wait for ever.
        await scene.CopyAsync(Options with { Memory = 20 * MiB, Concurrency = 16 });
        Assert.Equal(5, scene.Parts.Count(static part => part.Headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"));
        Assert.Equal(5, scene.Parts.Count);
        Assert.Equal(Verification.Checksum, scene.Bench.Outcomes.Single().Verified);
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32C)]
    [InlineData(ChecksumAlgorithm.Crc32)]
    public async Task The_copy_keeps_the_kind_of_checksum_of_its_source(ChecksumAlgorithm algorithm)
    {
        await using Scene scene = await Scene.BeginAsync(algorithm: algorithm);
        await scene.CopyAsync();
        Assert.Equal(algorithm, scene.Copy.Checksum!.Value.Algorithm);
    }

    [Fact]
    public async Task A_store_that_refuses_them_gets_its_parts_whole_and_is_not_asked_twice()
    {
        await using Scene scene = await Scene.BeginAsync(instead: static request => request.Headers.ContainsKey("x-amz-trailer") ? StoreAnswer.Error(501, "NotImplemented") : null);
        await scene.CopyAsync();
        Assert.Contains(scene.Client.Concessions, static said => said.Contains("x-amz-trailer", StringComparison.Ordinal));
        int refused = scene.Parts.Count(IsStreamed);
        await scene.CopyAsync(name: "again");
        Assert.Equal(refused, scene.Parts.Count(IsStreamed));
    }

    [Fact]
    public async Task A_store_that_keeps_what_stands_around_the_bytes_gets_them_again_without()
    {
        await using Scene scene = await Scene.BeginAsync(change: static (request, answer) =>
        {
            if (IsStreamed(request))
                answer.Headers.Remove("x-amz-checksum-crc64nvme");
        });
        await scene.CopyAsync();
        Assert.True(scene.Parts.Count(static part => !IsStreamed(part)) >= 5, "what nothing proves counted");
        Assert.Contains(scene.Client.Concessions, static said => said.Contains("x-amz-trailer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_another_checksum_is_told_of_moves_again()
    {
        int parts = 0;
        await using Scene scene = await Scene.BeginAsync(change: (request, answer) =>
        {
            if (IsStreamed(request) && Interlocked.Increment(ref parts) == 2)
                answer.Headers["x-amz-checksum-crc64nvme"] = "AAAAAAAAAAA=";
        });
        await scene.CopyAsync();
        Assert.DoesNotContain(scene.Client.Concessions, static said => said.Contains("x-amz-trailer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_destination_that_breaks_off_or_is_busy_gets_the_part_again()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Other.Faults.On("UploadPart").Nth(1).ResetAfter(100_000);
        scene.Other.Faults.On("UploadPart").Nth(3).Reply(503, "SlowDown");
        scene.Other.Faults.On("UploadPart").Nth(4).Reply(500, "InternalError");
        await scene.CopyAsync();
        Assert.DoesNotContain(scene.Client.Concessions, static said => said.Contains("x-amz-trailer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_was_refused_is_counted_once_and_for_its_reason()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Other.Faults.On("UploadPart").Nth(1).Reply(503, "SlowDown");
        TransferReport report = await scene.RunAsync();
        Assert.True(report.Complete, string.Join("; ", scene.Bench.Outcomes));
        Assert.Equal(Large.Length, scene.Engine!.Progress.MovedBytes);
        Assert.Equal([new RetryReason("503 SlowDown", 1)], report.RetryReasons);
    }

    [Fact]
    public async Task A_source_that_breaks_off_in_mid_part_is_asked_for_the_rest()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Bench.Server.Faults.On("GetObject").Nth(2).ResetAfter(MiB);
        scene.Bench.Server.Faults.On("GetObject").Nth(3).CutAfter(MiB);
        await scene.CopyAsync();
        // Nothing was sent twice: the upload waited.
        Assert.Equal(5, scene.Parts.Count);
    }

    [Fact]
    public async Task A_source_that_changes_meanwhile_is_no_copy()
    {
        EngineBench? bench = null;
        int parts = 0;
        await using Scene scene = await Scene.BeginAsync(instead: request =>
        {
            if (request.Asks("partNumber") && Interlocked.Increment(ref parts) == 2)
                bench!.Put("o", EngineBench.Bytes(Large.Length, seed: 2));
            return null;
        });
        bench = scene.Bench;
        Assert.False((await scene.RunAsync(Options with { Concurrency = 1 })).Complete);
        Assert.Equal(Sluice.Engine.OutcomeKind.Changed, scene.Bench.Outcomes.Single().Kind);
        Assert.NotNull(scene.Client.HeadObject(new HeadObjectRequest(There, new ObjectKey("copy")), default).Error);
    }

    [Fact]
    public async Task Damage_on_the_way_is_found_before_the_copy_gets_a_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Bench.Server.Faults.On("GetObject").Nth(2).Corrupt();
        await scene.CopyAsync();
        Assert.Equal(1, scene.Other.Requests["CompleteMultipartUpload"]);
    }

    static bool IsStreamed(StoreRequest request) => request.Headers.ContainsKey("x-amz-trailer");

    sealed class Scene(EngineBench bench, EndpointServer other, DeviantStore seen, S3ClientFactory clients) : IAsyncDisposable
    {
        public EngineBench Bench => bench;

        public EndpointServer Other => other;

        public S3Client Client => clients.For("there");

        public List<StoreRequest> Parts => [.. seen.Requests.Where(static request => request.Asks("partNumber"))];

        public ObjectInfo Copy => Client.HeadObject(new HeadObjectRequest(There, new ObjectKey("copy")), default).Value;

        public static async Task<Scene> BeginAsync(Action<StoreRequest, StoreAnswer>? change = null, Func<StoreRequest, StoreAnswer?>? instead = null, ChecksumAlgorithm algorithm = ChecksumAlgorithm.Crc64Nvme)
        {
            EngineBench bench = await EngineBench.StartAsync();
            EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
            DeviantStore seen = new(other.Url, change, instead);
            string config = bench.WriteFile("aws-config", Encoding.UTF8.GetBytes(
                $"[profile there]\naws_access_key_id={other.AccessKey}\naws_secret_access_key={other.SecretKey}\nregion=us-east-1\nendpoint_url={seen.Uri}\n"));
            Dictionary<string, string> variables = new() { ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = bench.PathOf("none") };
            S3ClientFactory clients = new(bench.Clients.Defaults, new AwsEnvironment(variables.GetValueOrDefault, bench.Scratch));
            _ = clients.For("there").CreateBucket(There, null, default).Value;
            _ = bench.Client.PutObject(new PutObjectRequest(EngineBench.Bucket, new ObjectKey("o"), new MemoryBody(Large)) { Checksum = algorithm }, default).Value;
            return new Scene(bench, other, seen, clients);
        }

        /// <summary>What ran last.</summary>
        public TransferEngine? Engine { get; private set; }

        public Task<TransferReport> RunAsync(TransferOptions? options = null, string name = "copy") => (Engine = new TransferEngine(options ?? Options, clients)).CopyAsync(
            new CopyRequest { Sources = [EngineBench.S3("o")], Destination = new S3Location("there", There, new ObjectKey(name)), OnOutcome = bench.Outcomes.Add }, default);

        public async Task CopyAsync(TransferOptions? options = null, string name = "copy")
        {
            TransferReport report = await RunAsync(options, name);
            Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
            using GetObjectResponse copy = Client.GetObject(new GetObjectRequest(There, new ObjectKey(name)), default).Value;
            MemoryStream all = new();
            byte[] buffer = new byte[64 << 10];
            for (int count; (count = copy.Read(buffer)) > 0;)
                all.Write(buffer, 0, count);
            Assert.Equal(Large, all.ToArray());
        }

        public async ValueTask DisposeAsync()
        {
            clients.Dispose();
            seen.Dispose();
            await other.DisposeAsync();
            await bench.DisposeAsync();
        }
    }
}
