using System.Text;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Tests.Support;
using Sluice.Tests.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Sluice.Tests.Trees;

/// <summary>A kind of place that no verb knows, a tree in memory, is copied, moved, synced, compared and emptied like any other, in both directions.</summary>
public sealed class NewPlaceTests
{
    static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static SortedDictionary<string, MemoryItem> Items(params (string Name, int Length)[] items)
    {
        SortedDictionary<string, MemoryItem> made = new(StringComparer.Ordinal);
        foreach ((string name, int length) in items)
            made.Add(name, new MemoryItem(Bytes(name, length), Then));
        return made;
    }

    static byte[] Bytes(string name, int length)
    {
        byte[] bytes = new byte[length];
        new Random(name.Length + length).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public async Task It_is_copied_to_a_store_in_parts_where_it_is_large()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 10), ("b/c", 0), ("b/large", 12 << 20), ("z", 1000));
        TransferReport report = await bench.CopyAsync(new MemoryLocation(items), EngineBench.S3("up/"), new TransferOptions { PartSize = 5 << 20 });
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(4, report.Outcomes.Done);
        foreach ((string name, MemoryItem item) in items)
            Assert.Equal(item.Bytes, bench.Get("up/" + name));
    }

    [Fact]
    public async Task It_is_copied_from_a_store()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", Bytes("a", 10));
        bench.Put("p/b/large", Bytes("large", 12 << 20));
        SortedDictionary<string, MemoryItem> items = Items();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new MemoryLocation(items, "down/"), new TransferOptions { PartSize = 5 << 20 });
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(["down/a", "down/b/large"], items.Keys);
        Assert.Equal(Bytes("large", 12 << 20), items["down/b/large"].Bytes);
    }

    [Fact]
    public async Task It_is_copied_to_and_from_a_directory()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 10), ("b/c", 700_000)), back = Items();
        Assert.True((await bench.CopyAsync(new MemoryLocation(items), new LocalLocation(bench.PathOf("dir")), new TransferOptions())).Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(items["b/c"].Bytes, File.ReadAllBytes(bench.PathOf("dir/b/c")));
        Assert.Equal(Then.UtcDateTime, File.GetLastWriteTimeUtc(bench.PathOf("dir/a")));
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.PathOf("dir")), new MemoryLocation(back), new TransferOptions())).Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(items.Select(static item => (item.Key, Convert.ToHexString(item.Value.Bytes))), back.Select(static item => (item.Key, Convert.ToHexString(item.Value.Bytes))));
    }

    [Fact]
    public async Task One_item_is_copied_under_its_name_and_under_another()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("b/c", 10));
        Assert.True((await bench.CopyAsync(new MemoryLocation(items, "b/c"), EngineBench.S3("x/"), new TransferOptions())).Complete);
        Assert.Equal(items["b/c"].Bytes, bench.Get("x/c"));
        Assert.True((await bench.CopyAsync(EngineBench.S3("x/c"), new MemoryLocation(items, "d"), new TransferOptions())).Complete);
        Assert.Equal(items["b/c"].Bytes, items["d"].Bytes);
        TransferReport missing = await bench.CopyAsync(new MemoryLocation(items, "none"), EngineBench.S3("x/"), new TransferOptions());
        Assert.Equal(1, missing.Outcomes.Missing);
    }

    [Fact]
    public async Task It_is_moved_in_both_directions_and_what_changed_meanwhile_stays()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 10), ("b", 6 << 20));
        TransferReport up = await bench.CopyAsync(new MemoryLocation(items), EngineBench.S3("m/"), new TransferOptions(), static request => request with { Move = true });
        Assert.True(up.Complete, string.Join('\n', bench.Outcomes));
        Assert.Empty(items);
        TransferReport down = await bench.CopyAsync(EngineBench.S3("m/"), new MemoryLocation(items), new TransferOptions(), static request => request with { Move = true });
        Assert.True(down.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(["a", "b"], items.Keys);
        Assert.Empty(bench.Keys());
        Assert.True((await bench.CopyAsync(new MemoryLocation(items), new LocalLocation(bench.PathOf("dir")), new TransferOptions(), static request => request with { Move = true })).Complete, string.Join('\n', bench.Outcomes));
        Assert.Empty(items);
        Assert.Equal(2, bench.Files("dir").Count);
    }

    [Theory]
    [InlineData(SyncComparison.SizeAndTime)]
    [InlineData(SyncComparison.Checksum)]
    [InlineData(SyncComparison.SizeOnly)]
    public async Task It_is_synced_in_both_directions_with_removals(SyncComparison how)
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 10), ("b/c", 1000));
        bench.Put("s/old", "x");
        SyncReport up = await bench.SyncAsync(new MemoryLocation(items), EngineBench.S3("s/"), request => request with { Delete = true, Comparison = how });
        Assert.True(up.Transfer.Complete, bench.Trouble);
        Assert.Equal(["s/a", "s/b/c"], bench.Bench.Keys());
        Assert.Equal(0, (await bench.SyncAsync(new MemoryLocation(items), EngineBench.S3("s/"), request => request with { Delete = true, Comparison = how })).Transfer.Outcomes.Done);
        SortedDictionary<string, MemoryItem> copy = Items(("surplus", 3));
        SyncReport down = await bench.SyncAsync(EngineBench.S3("s/"), new MemoryLocation(copy), request => request with { Delete = true, Comparison = how });
        Assert.True(down.Transfer.Complete, bench.Trouble);
        Assert.Equal(["a", "b/c"], copy.Keys);
        Assert.Equal(0, (await bench.SyncAsync(EngineBench.S3("s/"), new MemoryLocation(copy), request => request with { Delete = true, Comparison = how })).Transfer.Outcomes.Done);
    }

    [Fact]
    public async Task It_is_compared_with_a_store_a_directory_and_itself()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 10), ("b", 1000), ("only", 1));
        bench.Engine.Put("v/a", items["a"].Bytes);
        bench.Engine.Put("v/b", Bytes("other", 1000));
        foreach ((Location a, Location b) in ((Location, Location)[])[(new MemoryLocation(items), EngineBench.S3("v/")), (EngineBench.S3("v/"), new MemoryLocation(items))])
        {
            VerifyReport report = await bench.VerifyAsync(a, b);
            Assert.Equal((1, 1, 1), (report.Counts.Identical, report.Counts.Different, report.Counts.OnlyInA + report.Counts.OnlyInB));
        }
        Assert.True((await bench.VerifyAsync(new MemoryLocation(items, "a"), EngineBench.S3("v/a"))).Identical);
    }

    [Fact]
    public async Task Its_items_are_removed_and_a_filter_keeps_some()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 1), ("b/c", 2), ("b/keep", 3));
        RemoveRequest remove = new() { Targets = [new MemoryLocation(items, "b/")], Filter = ItemFilter.From([(false, "keep")]) };
        TransferReport report = await bench.Engine().RemoveAsync(remove, default);
        Assert.Equal((1, 1), (report.Outcomes.Done, report.Outcomes.Skipped));
        Assert.Equal(["a", "b/keep"], items.Keys);
    }

    [Fact]
    public async Task Names_of_a_list_are_looked_up_in_it()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        SortedDictionary<string, MemoryItem> items = Items(("a", 1), ("b", 2), ("c", 3));
        string list = bench.WriteFile("list", Encoding.UTF8.GetBytes("a\nc\nnone\n"));
        TransferReport report = await bench.CopyAsync(new MemoryLocation(items), EngineBench.S3("n/"), new TransferOptions(), request => request with { Names = new Sluice.Trees.Names.NameList(list, NulSeparated: false) });
        Assert.Equal((2, 1), (report.Outcomes.Done, report.Outcomes.Missing));
    }
}
