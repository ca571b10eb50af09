using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

/// <summary>The edges of what S3 allows: sizes and keys.</summary>
public sealed class ExtremeTests
{
    [Fact]
    public async Task Empty_files_and_empty_objects_are_copied_like_any_other()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("up/empty", []);
        bench.WriteFile("up/s/empty", []);
        TransferReport up = await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"));
        TransferReport down = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        TransferReport across = await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"));
        foreach (TransferReport report in (TransferReport[])[up, down, across])
            Assert.True(report is { Complete: true, Outcomes.Done: 2, Bytes: 0 }, string.Join("; ", bench.Outcomes));
        Assert.Equal(2, down.Verified[Verification.Checksum]);
        Assert.Equal(["empty", "s/empty"], bench.Files("down"));
        Assert.All(bench.Files("down"), name => Assert.Equal(0, new FileInfo(bench.PathOf("down/" + name)).Length));
        Assert.Equal(["q/empty", "q/s/empty"], bench.Keys("q/"));
    }

    [Fact]
    public async Task A_key_of_1024_bytes_goes_up_and_down_and_away_and_a_longer_one_fails_by_name()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string key = string.Concat(Enumerable.Repeat(new string('\u00e4', 100) + "/", 5)) + new string('k', 1024 - 1005);
        byte[] bytes = EngineBench.Bytes(1000);
        LocalLocation file = new(bench.WriteFile("f", bytes));
        Assert.True((await bench.CopyAsync(file, EngineBench.S3(key))).Complete, string.Join("; ", bench.Outcomes));
        Assert.True((await bench.CopyAsync(EngineBench.S3(""), new LocalLocation(bench.PathOf("down/")))).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("down/" + key)));
        Assert.True((await Remove(bench, EngineBench.S3(key))).Complete);
        Assert.Empty(bench.Keys());

        bench.Outcomes.Clear();
        TransferReport report = await bench.CopyAsync(file, EngineBench.S3(key + "k"));
        Assert.Equal(1, report.Outcomes.Failed);
        Assert.Equal("KeyTooLongError", Assert.Single(bench.Outcomes).ErrorCode);
    }

    [Fact]
    public async Task Keys_that_are_not_utf8_are_listed_and_copied_within_the_store_and_removed_and_fail_by_name_as_files()
    {
        await using EngineBench bench = await EngineBench.StartAsync(new EndpointOptions { AllowInvalidUtf8Keys = true });
        ObjectKey odd = new([.. "p/odd-"u8, 0xff, 0xfe]), control = new("p/a\u0001\u001f\nb");
        bench.Put(odd, [1, 2, 3]);
        bench.Put(control, [4]);
        bench.Put("p/plain", [5]);
        Assert.Equal([control, odd, new ObjectKey("p/plain")], Listed(bench, "p/"));

        TransferReport down = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        Assert.Equal((2, 1), (down.Outcomes.Done, down.Outcomes.Failed));
        ItemOutcome failed = bench.Outcomes.Single(static o => o.Kind == OutcomeKind.Failed);
        Assert.Equal("BadName", failed.ErrorCode);
        Assert.Contains("p/odd-", failed.Source, StringComparison.Ordinal);

        bench.Outcomes.Clear();
        TransferReport across = await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"));
        Assert.True(across.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal([.. "q/odd-"u8, 0xff, 0xfe], Listed(bench, "q/")[1].Bytes.ToArray());

        bench.Outcomes.Clear();
        TransferReport gone = await Remove(bench, EngineBench.S3("p/"), EngineBench.S3("q/"));
        Assert.True(gone.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(6, gone.Outcomes.Done);
        Assert.Empty(bench.Keys());
    }

    static ObjectKey[] Listed(EngineBench bench, string prefix) =>
        [.. bench.Client.ListObjects(new ListObjectsRequest(EngineBench.Bucket) { Prefix = new ObjectKey(prefix) }, default).Value.Objects.Select(static o => o.Key)];

    static Task<TransferReport> Remove(EngineBench bench, params S3Location[] targets) =>
        bench.Engine().RemoveAsync(new RemoveRequest { Targets = targets, OnOutcome = bench.Outcomes.Add }, default);
}
