using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Credentials.Profiles;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

/// <summary>Objects that keep a checksum of their parts' checksums, to standard output and to another store.</summary>
public sealed class StreamedChecksumTests
{
    const int MiB = 1 << 20;

    // Pieces end where no part does.
    static readonly TransferOptions Options = new() { Concurrency = 3, PartSize = 6 * MiB };

    [Fact]
    public async Task A_small_object_of_parts_is_verified_along_them_too()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = Upload(bench, ChecksumAlgorithm.Sha256, [5 * MiB, 2 * MiB]);
        MemoryStream output = new();
        TransferEngine engine = new(new TransferOptions(), bench.Clients) { OpenOutput = () => output };
        await engine.CopyAsync(Request(bench, new StreamLocation()), default);
        Assert.Equal(Verification.Checksum, Assert.Single(bench.Outcomes).Verified);
        Assert.Equal(bytes, output.ToArray());
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Sha256, new[] { 5 * MiB, 5 * MiB, 1000 }, Verification.Checksum)]
    [InlineData(ChecksumAlgorithm.Sha256, new[] { 8 * MiB, 8 * MiB, 8 * MiB, 17 }, Verification.Checksum)]
    // Parts of no one size: nothing to compare along, and nothing failed.
    [InlineData(ChecksumAlgorithm.Sha256, new[] { 6 * MiB, 7 * MiB, 5 * MiB, 17 }, Verification.Size)]
    [InlineData(ChecksumAlgorithm.Sha256, new[] { 9 * MiB, 5 * MiB, 6 * MiB }, Verification.Size)]
    public async Task Composite_checksums_are_verified_along_the_stored_parts(ChecksumAlgorithm algorithm, int[] parts, Verification verified)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = Upload(bench, algorithm, parts);

        MemoryStream output = new();
        TransferEngine engine = new(Options, bench.Clients) { OpenOutput = () => output };
        TransferReport report = await engine.CopyAsync(Request(bench, new StreamLocation()), default);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(verified, bench.Outcomes.Single().Verified);
        Assert.Equal(bytes, output.ToArray());
    }

    [Fact]
    public async Task Bytes_that_disagree_with_a_composite_checksum_fail_on_their_way_out()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        Upload(bench, ChecksumAlgorithm.Sha256, [8 * MiB, 8 * MiB, 8 * MiB, 17]);
        bench.Server.Faults.On("GetObject").Nth(2).Corrupt();
        TransferEngine engine = new(Options, bench.Clients) { OpenOutput = static () => new MemoryStream() };
        Assert.False((await engine.CopyAsync(Request(bench, new StreamLocation()), default)).Complete);
        Assert.Equal("Corrupt", Assert.Single(bench.Outcomes).ErrorCode);
    }

    [Theory]
    [InlineData(new[] { 8 * MiB, 8 * MiB, 8 * MiB, 17 }, Verification.Checksum)]
    [InlineData(new[] { 9 * MiB, 5 * MiB, 6 * MiB }, Verification.Size)]
    public async Task Composite_checksums_are_verified_between_stores_before_the_copy_gets_a_name(int[] parts, Verification verified)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        using S3ClientFactory clients = WithOther(bench, other);
        byte[] bytes = Upload(bench, ChecksumAlgorithm.Sha256, parts);
        S3Location there = new("there", "over-there", new ObjectKey("o"));
        TransferReport report = await new TransferEngine(Options, clients).CopyAsync(Request(bench, there), default);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(verified, bench.Outcomes.Single().Verified);
        ObjectInfo copy = clients.For("there").HeadObject(new HeadObjectRequest("over-there", there.Key), default).Value;
        Assert.Equal(bytes.Length, copy.TotalLength);

        if (verified != Verification.Checksum)
            return;
        bench.Outcomes.Clear();
        bench.Server.Faults.On("GetObject").Nth(2).Corrupt();
        Assert.True((await new TransferEngine(Options, clients).CopyAsync(Request(bench, there with { Key = new ObjectKey("mended") }), default)).Complete, string.Join("; ", bench.Outcomes));
        bench.Outcomes.Clear();
        bench.Server.Faults.Clear();
        bench.Server.Faults.On("GetObject").Corrupt();
        S3Location elsewhere = there with { Key = new ObjectKey("damaged") };
        Assert.False((await new TransferEngine(Options, clients).CopyAsync(Request(bench, elsewhere), default)).Complete);
        Assert.Equal("Corrupt", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.NotNull(clients.For("there").HeadObject(new HeadObjectRequest("over-there", elsewhere.Key), default).Error);
        Assert.Empty(clients.For("there").ListMultipartUploads(new ListMultipartUploadsRequest("over-there"), default).Value.Uploads);
    }

    static CopyRequest Request(EngineBench bench, Location destination) =>
        new() { Sources = [EngineBench.S3("o")], Destination = destination, OnOutcome = bench.Outcomes.Add };

    static byte[] Upload(EngineBench bench, ChecksumAlgorithm algorithm, int[] parts)
    {
        ObjectKey key = new("o");
        byte[] bytes = EngineBench.Bytes(parts.Sum());
        string id = bench.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(EngineBench.Bucket, key) { Checksum = algorithm }, default).Value;
        List<UploadedPart> sent = [];
        int at = 0;
        foreach (int length in parts)
        {
            sent.Add(bench.Client.UploadPart(new UploadPartRequest(EngineBench.Bucket, key, id, sent.Count + 1, new MemoryBody(bytes.AsMemory(at, length))) { Checksum = algorithm }, default).Value);
            at += length;
        }
        _ = bench.Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(EngineBench.Bucket, key, id, sent), default).Value;
        return bytes;
    }

    static S3ClientFactory WithOther(EngineBench bench, EndpointServer other)
    {
        string config = bench.WriteFile("aws-config", System.Text.Encoding.UTF8.GetBytes(
            $"[profile there]\naws_access_key_id={other.AccessKey}\naws_secret_access_key={other.SecretKey}\nregion=us-east-1\nendpoint_url={other.Url}\n"));
        Dictionary<string, string> variables = new() { ["AWS_CONFIG_FILE"] = config, ["AWS_SHARED_CREDENTIALS_FILE"] = bench.PathOf("none") };
        S3ClientFactory clients = new(bench.Clients.Defaults, new AwsEnvironment(variables.GetValueOrDefault, bench.Scratch));
        _ = clients.For("there").CreateBucket("over-there", null, default).Value;
        return clients;
    }
}
