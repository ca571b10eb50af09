using Sluice.Endpoint.Faults;
using Sluice.Engine;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;

namespace Sluice.Tests.Sync;

public sealed class RemovalTests
{
    [Fact]
    public async Task Surplus_objects_go_after_the_copies_and_only_when_asked()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        bench.Put("p/a-old", "1");
        bench.Put("p/z", "1");
        bench.Put("pz", "1");
        Assert.Equal(0, (await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"))).Removed);
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), static r => r with { Delete = true });
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(2, report.Removed);
        Assert.Equal(["p/a", "pz"], bench.Bench.Keys());
    }

    [Fact]
    public async Task Surplus_files_go_with_the_directories_they_leave_empty()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("keep/a", "1");
        bench.Write("dst/keep/b", "1");
        bench.Write("dst/gone/deep/c", "1");
        bench.Write("dst/gone/deep-too/d", "1");
        Directory.CreateDirectory(bench.Bench.PathOf("dst/empty-before"));
        SyncReport report = await bench.SyncAsync(EngineBench.S3(""), bench.Local("dst"), static r => r with { Delete = true });
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(["keep/a"], bench.Bench.Files("dst"));
        Assert.Equal(["empty-before", "keep"], Directory.GetDirectories(bench.Bench.PathOf("dst")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Nothing_is_removed_when_more_would_go_than_is_allowed_but_the_copies_are_made()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        for (int i = 0; i < 10; i++)
            bench.Put($"p/old{i}", "1");
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), static r => r with { Delete = true, MaxDelete = DeletionLimit.Percent(90) });
        Assert.False(report.Complete);
        Assert.Contains("at most 90% of the 10", report.RemovalProblem, StringComparison.Ordinal);
        Assert.Equal((1, 0, 11), (report.Copied, report.Removed, bench.Bench.Keys().Count));
        Assert.True((await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), static r => r with { Delete = true, MaxDelete = DeletionLimit.Percent(91) })).Complete);
        Assert.Equal(["p/a"], bench.Bench.Keys());
    }

    [Fact]
    public async Task Nothing_is_removed_when_a_copy_failed()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/bad//name", "1");
        bench.Put("p/good", "1");
        bench.Write("dst/old", "1");
        SyncReport report = await bench.SyncAsync(EngineBench.S3("p/"), bench.Local("dst"), static r => r with { Delete = true });
        Assert.False(report.Complete);
        Assert.Contains("Nothing was removed, and 1 item stays", report.RemovalProblem, StringComparison.Ordinal);
        Assert.Equal(["good", "old"], bench.Bench.Files("dst"));
    }

    [Fact]
    public async Task Source_that_is_missing_or_empty_never_empties_the_destination()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "1");
        bench.Write("dst/a", "1");
        Directory.CreateDirectory(bench.Bench.PathOf("empty"));
        foreach ((Sluice.Trees.Location from, Sluice.Trees.Location to) in (ValueTuple<Sluice.Trees.Location, Sluice.Trees.Location>[])
            [(bench.Local("nothing"), EngineBench.S3("p")), (bench.Local("empty"), EngineBench.S3("p")), (EngineBench.S3("nothing"), bench.Local("dst"))])
        {
            SyncReport report = await bench.SyncAsync(from, to, static r => r with { Delete = true });
            Assert.False(report.Complete);
            Assert.Equal(1, report.Transfer.Outcomes.Missing);
        }
        Assert.Equal(["p/a"], bench.Bench.Keys());
        Assert.Equal(["a"], bench.Bench.Files("dst"));
        Assert.True((await bench.SyncAsync(bench.Local("empty"), EngineBench.S3("p"), static r => r with { Delete = true, AllowEmptySource = true })).Complete);
        Assert.Empty(bench.Bench.Keys());
    }

    [Fact]
    public async Task Nothing_is_removed_through_a_symbolic_link_nor_outside_the_destination()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "1");
        bench.Write("outside/precious", "1");
        bench.Write("dst/b", "1");
        Directory.CreateSymbolicLink(bench.Bench.PathOf("dst/link"), bench.Bench.PathOf("outside"));
        SyncReport report = await bench.SyncAsync(EngineBench.S3("p/"), bench.Local("dst"), static r => r with { Delete = true });
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(["precious"], bench.Bench.Files("outside"));
        bench.Write("dst/b", "1");
        SyncReport following = await bench.SyncAsync(EngineBench.S3("p/"), bench.Local("dst"), static r => r with { Delete = true, FollowDirectoryLinks = true });
        Assert.Equal(1, following.Transfer.Outcomes.Denied);
        Assert.Equal(["precious"], bench.Bench.Files("outside"));
        Assert.True(Directory.Exists(bench.Bench.PathOf("dst/link")));
    }

    [Fact]
    public async Task Items_below_a_link_that_is_not_followed_are_neither_written_through_nor_removed()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("outside/x", "1");
        Directory.CreateDirectory(bench.Bench.PathOf("tree"));
        bench.Write("tree/a", "1");
        Directory.CreateSymbolicLink(bench.Bench.PathOf("tree/link"), bench.Bench.PathOf("outside"));
        bench.Put("p/link/kept", "1");
        bench.Put("p/link2", "1");
        SyncReport up = await bench.SyncAsync(bench.Local("tree"), EngineBench.S3("p"), static r => r with { Delete = true });
        Assert.True(up.Complete, bench.Trouble);
        Assert.Equal(["p/a", "p/link/kept"], bench.Bench.Keys());
        SyncReport down = await bench.SyncAsync(EngineBench.S3("p"), bench.Local("tree"));
        Assert.Equal(1, down.Transfer.Outcomes.Failed);
        Assert.Equal(["x"], bench.Bench.Files("outside"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_was_edited_or_appeared_after_it_was_listed_is_not_overwritten(bool appeared)
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "from the store");
        string local = appeared ? bench.Bench.PathOf("dst/a") : bench.Write("dst/a", "as it was listed");
        Directory.CreateDirectory(bench.Bench.PathOf("dst"));
        bench.Bench.Server.Faults.On("GetObject").Delay(TimeSpan.FromMilliseconds(700));
        Task<SyncReport> running = bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"));
        await FaultTests.Eventually(() => bench.Bench.Server.Requests["GetObject"] >= 1);
        File.WriteAllText(local, "somebody works on this");
        await running;
        Assert.Equal(OutcomeKind.Changed, Assert.Single(bench.Outcomes).Kind);
        Assert.Equal("somebody works on this", File.ReadAllText(local));
        Assert.Equal(["a"], bench.Bench.Files("dst"));
        // The next sync has seen it.
        bench.Bench.Server.Faults.Clear();
        File.SetLastWriteTimeUtc(local, DateTime.UtcNow.AddHours(-1));
        Assert.True((await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"))).Complete, bench.Trouble);
        Assert.Equal("from the store", File.ReadAllText(local));
    }

    [Fact]
    public async Task File_that_was_changed_after_it_was_listed_stays()
    {
        await using SyncBench bench = await SyncBench.StartAsync(new() { Faults = FaultPlan.None });
        for (int i = 0; i < 20; i++)
            bench.Put($"p/{i:d2}", "1");
        string old = bench.Write("dst/zz", "1");
        SyncReport report = await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with
        {
            Delete = true,
            // Changed while the copies run: after the listing, before the removals.
            OnOutcome = _ => File.WriteAllText(old, "somebody works on this"),
        });
        Assert.Equal(1, report.Transfer.Outcomes.Changed);
        Assert.Equal("somebody works on this", File.ReadAllText(old));
    }

    [Fact]
    public async Task What_is_overwritten_or_removed_is_kept_under_the_backup()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "new and longer");
        bench.Put("p/a", "old");
        bench.Put("p/d/b", "gone");
        SyncReport up = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), static r => r with { Delete = true, Backup = EngineBench.S3("kept/1") });
        Assert.True(up.Complete, bench.Trouble);
        Assert.Equal(["kept/1/a", "kept/1/d/b", "p/a"], bench.Bench.Keys());
        Assert.Equal(("old", "gone"), (bench.Get("kept/1/a"), bench.Get("kept/1/d/b")));

        bench.Write("dst/a", "o");
        bench.Write("dst/d/b", "gone");
        SyncReport down = await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with { Delete = true, Backup = bench.Local("kept") });
        Assert.True(down.Complete, bench.Trouble);
        Assert.Equal(["a", "d/b"], bench.Bench.Files("kept"));
        Assert.Equal(("o", "gone", "new and longer"), (bench.Read("kept/a"), bench.Read("kept/d/b"), bench.Read("dst/a")));
        Assert.Equal(["a"], bench.Bench.Files("dst"));
    }

    [Fact]
    public async Task Item_that_cannot_be_backed_up_is_neither_overwritten_nor_removed()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "new and longer");
        bench.Write("dst/a", "old");
        bench.Write("dst/b", "surplus");
        bench.Write("kept", "a file where the backup's directory should be");
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with { Delete = true, Backup = bench.Local("kept") }));
        Assert.Contains("is no directory", refused.Message, StringComparison.Ordinal);
        bench.Write("kept2/a/x", "a directory where the backup of a should be");
        SyncReport report = await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with { Delete = true, Backup = bench.Local("kept2") });
        Assert.Equal(1, report.Transfer.Outcomes.Failed);
        Assert.Equal(("old", "surplus"), (bench.Read("dst/a"), bench.Read("dst/b")));
        Assert.Equal(["a", "b"], bench.Bench.Files("dst"));
    }

    [Fact]
    public async Task More_surplus_than_one_request_takes_goes_in_batches()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        for (int i = 0; i < 2500; i++)
            bench.Put($"p/{i:d4}", "");
        bench.Bench.Server.Requests.Reset();
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), static r => r with { Delete = true });
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal((2500, 3), (report.Removed, bench.Bench.Server.Requests["DeleteObjects"]));
        Assert.Equal(2501, report.Transfer.Outcomes.Done);
    }
}
