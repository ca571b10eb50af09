using System.Text;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Verify;

namespace Sluice.Tests.Verify;

public sealed class TreeVerifierTests
{
    [Fact]
    public async Task Every_name_of_either_side_is_counted_once_and_the_accounts_add_up()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        Random random = new(3);
        Dictionary<string, VerifyEntryKind> expected = [];
        for (int at = 0; at < 300; at++)
        {
            // Names whose order differs between bytes, characters and directories.
            string name = $"{(char)('a' + random.Next(3))}{(random.Next(2) == 0 ? "/" : "-")}{(random.Next(4) == 0 ? "\uff5e" : random.Next(3) == 0 ? "\U0001f600" : "x")}{random.Next(1000)}";
            byte[] bytes = EngineBench.Bytes(random.Next(3), at);
            switch (random.Next(4))
            {
                case 0: bench.WriteFile("t/" + name, bytes); expected[name] = VerifyEntryKind.OnlyInA; Remove(bench, name); break;
                case 1: bench.Put("p/" + name, bytes, ChecksumAlgorithm.Crc64Nvme); expected[name] = VerifyEntryKind.OnlyInB; Forget(bench, name); break;
                case 2: Both(bench, name, bytes, bytes); expected[name] = VerifyEntryKind.Identical; break;
                default: Both(bench, name, bytes, [.. bytes, 1]); expected[name] = VerifyEntryKind.Different; break;
            }
        }
        VerifyReport report = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p"));
        Assert.True(report.Complete);
        Assert.Equal(expected.Count, report.Listed);
        Assert.Equal((report.Listed, 0L), (report.Counts.Ended, report.Pending));
        Assert.Equal(expected.OrderBy(static e => e.Key, StringComparer.Ordinal),
            bench.Findings.Select(static f => KeyValuePair.Create(Encoding.UTF8.GetString(f.Name.Span), f.Kind)).OrderBy(static e => e.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_side_that_is_not_there_is_an_error_and_not_a_difference()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        bench.WriteFile("t/a", [1]);
        foreach ((Sluice.Trees.Location a, Sluice.Trees.Location b) in new (Sluice.Trees.Location, Sluice.Trees.Location)[]
        {
            (bench.Local("nothing"), EngineBench.S3("p/")), (bench.Local("nothing/"), bench.Local("t")), (bench.Local("t"), EngineBench.S3("p/") with { Bucket = "no-such-bucket" }),
            (bench.Local("t/a"), EngineBench.S3("p") with { Bucket = "no-such-bucket" }), (EngineBench.S3("p"), EngineBench.S3("q")), (EngineBench.S3("p/"), EngineBench.S3("q/")), (bench.Local("x"), EngineBench.S3("p")),
        })
        {
            VerifyReport report = await bench.VerifyAsync(a, b);
            Assert.True(report.Run.ListingError is not null, $"{a} {b}");
            Assert.False(report.Identical);
            Assert.Empty(bench.Findings);
        }
    }

    [Fact]
    public async Task One_file_is_compared_with_one_object_by_itself_or_below_a_place()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(100);
        bench.WriteFile("t/a", bytes);
        bench.WriteFile("t/only", bytes);
        bench.Put("p/a", bytes, ChecksumAlgorithm.Crc64Nvme);
        Assert.True((await bench.VerifyAsync(bench.Local("t/a"), EngineBench.S3("p/a"))).Identical);
        Assert.True((await bench.VerifyAsync(bench.Local("t/a"), EngineBench.S3("p/"))).Identical);
        Assert.True((await bench.VerifyAsync(EngineBench.S3("p/a"), bench.Local("t"))).Identical);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t/only"), EngineBench.S3("p/"))).Counts.OnlyInA);
        Assert.Equal(1, (await bench.VerifyAsync(EngineBench.S3("p/a"), EngineBench.S3("p/b"))).Counts.OnlyInA);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t/nothing"), EngineBench.S3("p/a"))).Counts.OnlyInB);
    }

    [Fact]
    public async Task Objects_that_stand_for_directories_agree_with_directories()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        bench.WriteFile("t/sub/a", [1]);
        bench.Put("p/", [], ChecksumAlgorithm.Crc64Nvme);
        bench.Put("p/sub/", [], ChecksumAlgorithm.Crc64Nvme);
        bench.Put("p/sub/a", [1], ChecksumAlgorithm.Crc64Nvme);
        Assert.True((await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Identical);
        bench.Put("p/gone/", [], ChecksumAlgorithm.Crc64Nvme);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Counts.OnlyInB);
    }

    [Fact]
    public async Task Filters_choose_the_names_that_are_compared()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        Both(bench, "a.txt", [1], [2]);
        Both(bench, "b.tmp", [1], [2]);
        bench.WriteFile("t/c.tmp", [1]);
        ItemFilter names = ItemFilter.From([(false, "*.tmp")]);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), r => r with { Filter = names })).Listed);
    }

    [Fact]
    public async Task Sizes_only_asks_for_no_object()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        Both(bench, "same", [1], [2]);
        Both(bench, "longer", [1, 2], [2]);
        bench.Engine.Server.Requests.Reset();
        VerifyReport report = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), static r => r with { SizeOnly = true });
        Assert.Equal((1L, 1L), (report.Counts.Identical, report.Counts.Different));
        Assert.Equal((0, 0), (bench.Heads, bench.Gets));
    }

    [Fact]
    public async Task A_listing_that_breaks_off_never_makes_names_missing()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        for (int at = 0; at < 5; at++)
            Both(bench, $"{at}", [1], [1]);
        bench.Engine.Server.Faults.On("ListObjectsV2").Reply(403, "AccessDenied");
        VerifyReport report = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"));
        Assert.NotNull(report.Run.ListingError);
        Assert.Equal(0, report.Counts.Differences);
        Assert.False(report.Identical);
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_unreadable_by_name_and_the_rest_is_compared()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        Both(bench, "a", [1], [1]);
        Both(bench, "b", [1], [1]);
        bench.Engine.Server.Faults.On("HeadObject").Key("p/a").Reply(403, "AccessDenied");
        bench.Engine.Server.Faults.On("GetObject").Key("p/a").Reply(403, "AccessDenied");
        bench.Put("p/a", [2], ChecksumAlgorithm.Crc64Nvme);
        VerifyReport report = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"));
        Assert.Equal((1L, 1L), (report.Counts.Identical, report.Counts.Unreadable));
        Assert.Equal("a", Encoding.UTF8.GetString(bench.Findings.Single(static f => f.Kind == VerifyEntryKind.Unreadable).Name.Span));
    }

    static void Both(VerifyBench bench, string name, byte[] file, byte[] stored)
    {
        bench.WriteFile("t/" + name, file);
        bench.Put("p/" + name, stored, ChecksumAlgorithm.Crc64Nvme);
    }

    static void Forget(VerifyBench bench, string name)
    {
        if (File.Exists(bench.Engine.PathOf("t/" + name)))
            File.Delete(bench.Engine.PathOf("t/" + name));
    }

    static void Remove(VerifyBench bench, string name) => _ = bench.Engine.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey("p/" + name)), default).Value;
}
