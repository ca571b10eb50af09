using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

public sealed class CopyTests
{
    [Fact]
    public async Task Directory_goes_up_and_comes_back_whole_and_verified()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        Dictionary<string, byte[]> files = new()
        {
            ["empty"] = [],
            ["a.txt"] = EngineBench.Bytes(10),
            ["sub/b.json"] = EngineBench.Bytes(4096, 2),
            ["sub/deep/c.bin"] = EngineBench.Bytes(300_000, 3),
            ["sub-x/ü \u65e5.txt"] = EngineBench.Bytes(5, 4),
        };
        foreach ((string name, byte[] bytes) in files)
            bench.WriteFile("up/" + name, bytes);

        TransferReport up = await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"));
        Assert.True(up.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(5, up.Outcomes.Done);
        Assert.Equal(5, up.Verified[Verification.Checksum]);
        Assert.Equal("application/json", bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("p/sub/b.json")), default).Value.Attributes.ContentType);

        bench.Server.Requests.Reset();
        TransferReport down = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        Assert.True(down.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(files.Values.Sum(static b => (long)b.Length), down.Bytes);
        Assert.Equal(5, down.Verified[Verification.Checksum]);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), bench.Files("down"));
        foreach ((string name, byte[] bytes) in files)
            Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("down/" + name)));
        Assert.Equal(5, bench.Server.Requests["GetObject"]);
        // The readings of the first name that a listing has to encode, once for a store: as it stands, decoded, and with + for a space.
        Assert.Equal(3, bench.Server.Requests["HeadObject"]);
    }

    [Fact]
    public async Task Single_file_and_object_keep_their_name_in_a_container_and_take_a_given_one()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        LocalLocation file = new(bench.WriteFile("one.bin", EngineBench.Bytes(100)));
        Assert.True((await bench.CopyAsync(file, EngineBench.S3("dir/"))).Complete);
        Assert.True((await bench.CopyAsync(file, EngineBench.S3("other"))).Complete);
        Assert.Equal(["dir/one.bin", "other"], bench.Keys());

        Directory.CreateDirectory(bench.PathOf("here"));
        Assert.True((await bench.CopyAsync(EngineBench.S3("dir/one.bin"), new LocalLocation(bench.PathOf("here")))).Complete);
        Assert.True((await bench.CopyAsync(EngineBench.S3("dir/one.bin"), new LocalLocation(bench.PathOf("here/two")))).Complete);
        Assert.Equal(["one.bin", "two"], bench.Files("here"));
        DateTimeOffset stored = bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("other")), default).Value.LastModified!.Value;
        Assert.True((stored - File.GetLastWriteTimeUtc(bench.PathOf("here/two"))).Duration() < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Large_object_comes_in_ranges_after_one_head_and_its_parts_add_up()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(12_000_000);
        bench.Put("big", bytes);
        bench.Server.Requests.Reset();
        TransferReport down = await bench.CopyAsync(EngineBench.S3("big"), new LocalLocation(bench.PathOf("big")), new TransferOptions { Concurrency = 3, PartSize = 5 << 20 });
        Assert.True(down.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(Verification.Checksum, bench.Outcomes.Single().Verified);
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("big")));
        Assert.Equal(1, bench.Server.Requests["HeadObject"]);
        Assert.Equal(3, bench.Server.Requests["GetObject"]);
        Assert.Equal(ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, bytes), bench.Outcomes.Single().Checksum);
    }
}
