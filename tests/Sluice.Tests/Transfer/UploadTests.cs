using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

public sealed class UploadTests
{
    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    [InlineData(ChecksumAlgorithm.Crc32C)]
    [InlineData(ChecksumAlgorithm.Crc32)]
    [InlineData(ChecksumAlgorithm.Sha256)]
    [InlineData(ChecksumAlgorithm.Sha1)]
    public async Task Large_file_goes_up_in_parts_and_comes_back_verified_by_its_own_checksum(ChecksumAlgorithm algorithm)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(17_000_000);
        LocalLocation file = new(bench.WriteFile("big", bytes));
        TransferOptions options = new() { Concurrency = 3, PartSize = 5 << 20, Checksum = algorithm };
        TransferReport up = await bench.CopyAsync(file, EngineBench.S3("big"), options);
        Assert.True(up.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(1, up.Verified[Verification.Checksum]);
        Assert.Equal(4, bench.Server.Requests["UploadPart"]);

        TransferReport down = await bench.CopyAsync(EngineBench.S3("big"), new LocalLocation(bench.PathOf("back")), options);
        Assert.True(down.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(1, down.Verified[Verification.Checksum]);
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("back")));
        Assert.Equal(algorithm, bench.Outcomes[^1].Checksum!.Value.Algorithm);
    }

    [Fact]
    public async Task Sha_of_a_whole_object_is_computed_in_one_stream()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(12_000_000);
        _ = bench.Client.PutObject(new PutObjectRequest(EngineBench.Bucket, new ObjectKey("o"), new MemoryBody(bytes)) { Checksum = ChecksumAlgorithm.Sha256 }, default).Value;
        bench.Server.Requests.Reset();
        TransferReport down = await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("o")), new TransferOptions { PartSize = 5 << 20 });
        Assert.Equal(1, down.Verified[Verification.Checksum]);
        Assert.Equal(1, bench.Server.Requests["GetObject"]);
        Assert.Equal(ChecksumHasher.Compute(ChecksumAlgorithm.Sha256, bytes), bench.Outcomes.Single().Checksum);
    }

    [Fact]
    public async Task What_is_no_file_is_named_and_the_rest_goes_up()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("up/x", [1]);
        Directory.CreateSymbolicLink(bench.PathOf("up/loop"), bench.PathOf("up"));
        File.CreateSymbolicLink(bench.PathOf("up/gone"), bench.PathOf("nothing"));
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"));
        Assert.Equal((1, 1, 1), (report.Outcomes.Done, report.Outcomes.Skipped, report.Outcomes.Missing));
        Assert.Equal(["p/x"], bench.Keys());
        bench.Outcomes.Clear();
        report = await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("q/"), more: static r => r with { FollowDirectoryLinks = true });
        Assert.Equal("Loop", bench.Outcomes.Single(static o => o.Kind == OutcomeKind.Failed).ErrorCode);
    }

    [Fact]
    public async Task Globs_filters_and_several_sources_choose_what_goes_where()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        foreach (string name in (string[])["a/1.txt", "a/2.log", "a/s/3.txt", "b/4.txt"])
            bench.WriteFile(name, [1]);
        await bench.CopyAsync(new LocalLocation(bench.PathOf("a/*.txt")), EngineBench.S3("glob/"));
        await bench.CopyAsync(new LocalLocation(bench.PathOf("a")), EngineBench.S3("filter"), more: static r => r with { Filter = ItemFilter.From([(false, "*.log")]) });
        await bench.CopyAsync([new LocalLocation(bench.PathOf("a")), new LocalLocation(bench.PathOf("b")), new LocalLocation(bench.PathOf("b/4.txt"))], EngineBench.S3("several/"));
        Assert.Equal(
        [
            "filter/1.txt", "filter/s/3.txt", "glob/1.txt", "glob/s/3.txt",
            "several/4.txt", "several/a/1.txt", "several/a/2.log", "several/a/s/3.txt", "several/b/4.txt",
        ], bench.Keys());
        Assert.Equal(1, bench.Outcomes.Count(static o => o is { Kind: OutcomeKind.Skipped, ErrorCode: "Filtered" }));
    }

    [Fact]
    public async Task Dry_run_writes_nothing_anywhere()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("up/x", [1]);
        bench.Put("o", [1]);
        TransferReport up = await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"), more: static r => r with { DryRun = true });
        TransferReport down = await bench.CopyAsync(EngineBench.S3(""), new LocalLocation(bench.PathOf("down")), more: static r => r with { DryRun = true });
        Assert.Equal((1, 1), (up.Outcomes.Skipped, down.Outcomes.Skipped));
        Assert.Equal(["o"], bench.Keys());
        Assert.False(Directory.Exists(bench.PathOf("down")));
    }
}
