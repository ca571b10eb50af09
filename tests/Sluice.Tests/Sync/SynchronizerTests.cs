using Sluice.S3;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;

namespace Sluice.Tests.Sync;

public sealed class SynchronizerTests
{
    [Fact]
    public async Task Directory_goes_up_and_comes_down_and_a_second_sync_does_nothing()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        bench.Write("src/a.b/c", "22");
        bench.Write("src/a/../ü/\u65e5", "");
        SyncReport up = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"));
        Assert.True(up.Complete, bench.Trouble);
        Assert.Equal((3, 0, 0), (up.Copied, up.Removed, up.Same));
        Assert.Equal(["p/a", "p/a.b/c", "p/ü/\u65e5"], bench.Bench.Keys());

        SyncReport across = await bench.SyncAsync(EngineBench.S3("p/"), EngineBench.S3("q/"));
        Assert.True(across.Complete, bench.Trouble);
        Assert.Equal(3, across.Copied);
        SyncReport down = await bench.SyncAsync(EngineBench.S3("q"), bench.Local("dst"));
        Assert.True(down.Complete, bench.Trouble);
        Assert.Equal(["a", "a.b/c", "ü/\u65e5"], bench.Bench.Files("dst"));

        bench.Bench.Server.Requests.Reset();
        foreach (SyncReport again in (SyncReport[])[await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p")), await bench.SyncAsync(EngineBench.S3("p/"), EngineBench.S3("q/")), await bench.SyncAsync(EngineBench.S3("q"), bench.Local("dst"))])
        {
            Assert.True(again.Complete, bench.Trouble);
            Assert.Equal((0, 3), (again.Copied, again.Same));
            Assert.Equal(3, again.Transfer.Outcomes.Skipped);
        }
        Assert.Equal((0, 0, 0), (bench.Bench.Server.Requests["PutObject"], bench.Bench.Server.Requests["CopyObject"], bench.Bench.Server.Requests["GetObject"]));
    }

    [Fact]
    public async Task Changed_files_go_and_unchanged_ones_stay()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/same", "1");
        bench.Write("src/size", "1");
        bench.Write("src/time", "1");
        await bench.SyncAsync(bench.Local("src"), EngineBench.S3(""));
        bench.Write("src/size", "22");
        bench.Write("src/time", "2", minutesAgo: -10);
        bench.Write("src/new", "3");
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3(""));
        Assert.Equal((3, 1), (report.Copied, report.Same));
        Assert.Equal(("22", "2", "3"), (bench.Get("size"), bench.Get("time"), bench.Get("new")));
        Assert.Equal(0, (await bench.SyncAsync(bench.Local("src"), EngineBench.S3(""), static r => r with { Comparison = SyncComparison.SizeOnly })).Copied);
    }

    [Fact]
    public async Task Object_that_was_replaced_by_one_of_the_same_size_comes_down_again()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("a", "old");
        await bench.SyncAsync(EngineBench.S3(""), bench.Local("dst"));
        File.SetLastWriteTimeUtc(bench.Bench.PathOf("dst/a"), DateTime.UtcNow.AddHours(-1));
        bench.Put("a", "new");
        SyncReport report = await bench.SyncAsync(EngineBench.S3(""), bench.Local("dst"));
        Assert.Equal(1, report.Copied);
    }

    [Fact]
    public async Task File_whose_time_is_kept_with_its_object_is_the_same_after_one_head()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        string path = bench.Write("dst/a", "one");
        string seconds = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)).UtcDateTime);
        // Other bytes, so that the MD5 of the listing does not decide beforehand.
        bench.Bench.Put("a", "two"u8.ToArray(), new ObjectAttributes { Metadata = [new("mtime", seconds)] });
        bench.Bench.Server.Requests.Reset();
        SyncReport down = await bench.SyncAsync(EngineBench.S3(""), bench.Local("dst"));
        Assert.Equal((0, 1), (down.Copied, down.Same));
        Assert.Equal((1, 0), (bench.Bench.Server.Requests["HeadObject"], bench.Bench.Server.Requests["GetObject"]));
    }

    [Fact]
    public async Task Checksums_find_what_size_and_time_hide()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "one");
        bench.Write("src/b", "two");
        await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"));
        bench.Write("src/a", "ONE");
        Assert.Equal(0, (await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"))).Copied);
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"), static r => r with { Comparison = SyncComparison.Checksum });
        Assert.Equal((1, 1), (report.Copied, report.Same));
        Assert.Equal("ONE", bench.Get("p/a"));
    }

    [Fact]
    public async Task Filtered_names_are_neither_copied_nor_removed()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        bench.Write("src/x.tmp", "1");
        bench.Put("p/b", "1");
        bench.Put("p/y.tmp", "1");
        ItemFilter filter = ItemFilter.From([(false, "*.tmp")]);
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"), r => r with { Delete = true, Filter = filter });
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(["p/a", "p/y.tmp"], bench.Bench.Keys());
        await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"), r => r with { Delete = true, DeleteExcluded = true, Filter = filter });
        Assert.Equal(["p/a"], bench.Bench.Keys());
    }

    [Fact]
    public async Task Interrupted_sync_removes_nothing_and_the_next_one_finishes()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        for (int i = 0; i < 50; i++)
            bench.Write($"src/{i:d3}", "1");
        bench.Put("p/old", "1");
        using CancellationTokenSource stop = new();
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"), r => r with { Delete = true, OnOutcome = _ => stop.Cancel() }, stop.Token);
        Assert.True(report.Transfer.Interrupted);
        Assert.False(report.Complete);
        Assert.Contains("p/old", bench.Bench.Keys());
        SyncReport next = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"), static r => r with { Delete = true });
        Assert.True(next.Complete, bench.Trouble);
        Assert.Equal(50, bench.Bench.Keys().Count);
    }

    [Fact]
    public async Task Dry_run_of_a_sync_writes_nothing_anywhere()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        bench.Put("p/b", "1");
        bench.Bench.Server.Requests.Reset();
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p/"), static r => r with { Delete = true, DryRun = true });
        Assert.Equal((1, 1), (report.Copied, report.Removed));
        Assert.Equal(["p/b"], bench.Bench.Keys());
        Assert.Equal((0, 0), (bench.Bench.Server.Requests["PutObject"], bench.Bench.Server.Requests["DeleteObjects"]));
        await bench.SyncAsync(EngineBench.S3("p/"), bench.Local("dst/deep"), static r => r with { DryRun = true });
        Assert.False(Directory.Exists(bench.Bench.PathOf("dst")));
    }

    [Fact]
    public async Task Directory_markers_make_directories_once_and_are_no_items_to_remove()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/d/", "");
        bench.Put("p/e/f", "1");
        bench.Put("p/e/", "");
        Assert.Equal(3, (await bench.SyncAsync(EngineBench.S3("p/"), bench.Local("dst"))).Copied);
        Assert.True(Directory.Exists(bench.Bench.PathOf("dst/d")));
        SyncReport again = await bench.SyncAsync(EngineBench.S3("p/"), bench.Local("dst"));
        Assert.Equal((0, 3), (again.Copied, again.Same));
        Directory.Delete(bench.Bench.PathOf("dst/d"));
        await bench.SyncAsync(bench.Local("dst"), EngineBench.S3("p/"), static r => r with { Delete = true });
        Assert.Equal(["p/e/", "p/e/f"], bench.Bench.Keys());
    }
}
