using Sluice.Engine;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Tests.Sync.FilesFrom;

public sealed class NamedSyncTests
{
    static Func<SyncRequest, SyncRequest> Only(SyncBench bench, params string[] names)
    {
        bench.Bench.WriteFile("names", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', names)));
        return request => request with { Names = new NameList(bench.Bench.PathOf("names"), NulSeparated: false) };
    }

    static Func<SyncRequest, SyncRequest> Deleting(SyncBench bench, params string[] names)
    {
        Func<SyncRequest, SyncRequest> only = Only(bench, names);
        return request => only(request) with { Delete = true };
    }

    [Fact]
    public async Task Named_items_are_looked_up_on_both_sides_and_nothing_is_listed()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        foreach (string name in new[] { "src/new", "src/sub/changed", "src/same", "src/not-named" })
            bench.Write(name, "1");
        bench.Put("p/sub/changed", "longer");
        bench.Put("p/same", "1");
        bench.Bench.Server.Requests.Reset();
        Func<SyncRequest, SyncRequest> named = Only(bench, "./new", "sub/changed", "same", "same");
        SyncReport up = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), named);
        Assert.True(up.Complete, bench.Trouble);
        Assert.Equal((2, 1, 3), (up.Copied, up.Same, up.Transfer.Listed));

        SyncReport across = await bench.SyncAsync(EngineBench.S3("p/"), EngineBench.S3("q/"), Only(bench, "new", "sub/changed"));
        SyncReport down = await bench.SyncAsync(EngineBench.S3("q"), bench.Local("dst"), Only(bench, "new", "sub/changed"));
        Assert.Equal((2, 2), (across.Copied, down.Copied));
        SyncReport again = await bench.SyncAsync(EngineBench.S3("q"), bench.Local("dst"), Only(bench, "new", "sub/changed"));
        Assert.Equal((0, 2), (again.Copied, again.Same));
        Assert.Equal(0, bench.Bench.Server.Requests["ListObjectsV2"]);
        Assert.Equal(["p/new", "p/same", "p/sub/changed", "q/new", "q/sub/changed"], bench.Bench.Keys());
        Assert.Equal(["new", "sub/changed"], bench.Bench.Files("dst"));
    }

    [Fact]
    public async Task More_names_than_are_held_at_once_go_through_while_they_are_looked_up()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        string[] names = [.. Enumerable.Range(0, 5000).Select(static i => $"{i % 10}/{i:d4}")];
        foreach (string name in names)
            bench.Write("src/" + name, "");
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), Only(bench, names));
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(5000, report.Copied);
    }

    [Fact]
    public async Task Name_on_neither_side_is_missing_and_one_of_the_destination_alone_stays()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        bench.Put("p/old", "1");
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), Only(bench, "a", "old", "nowhere"));
        Assert.Equal((1, 1, 1), (report.Copied, report.Transfer.Outcomes.Missing, report.Transfer.Outcomes.Skipped));
        Assert.False(report.Complete);
        Assert.Equal("NotInSource", bench.Outcomes.Single(static outcome => outcome.Kind == OutcomeKind.Skipped).ErrorCode);
        Assert.Equal(["p/a", "p/old"], bench.Bench.Keys());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Named_items_that_the_source_does_not_have_are_removed_when_asked_and_no_others(bool down)
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("dir/keep", "1");
        bench.Put("p/keep", "1");
        foreach (string name in new[] { "old/1", "old/2", "not-named" })
        {
            if (down)
                bench.Write("dir/" + name, "1");
            else
                bench.Put("p/" + name, "1");
        }
        (Location from, Location to) = down ? ((Location)EngineBench.S3("p"), (Location)bench.Local("dir")) : (bench.Local("dir"), EngineBench.S3("p"));
        Func<SyncRequest, SyncRequest> all = Deleting(bench, "keep", "old/1", "old/2");
        SyncReport tooMany = await bench.SyncAsync(from, to, request => all(request) with { MaxDelete = DeletionLimit.Items(1) });
        Assert.Equal(0, tooMany.Removed);
        Assert.Contains("2 items stay", tooMany.RemovalProblem, StringComparison.Ordinal);
        SyncReport report = await bench.SyncAsync(from, to, all);
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(2, report.Removed);
        Assert.Equal(["keep", "not-named"], down ? bench.Bench.Files("dir") : bench.Bench.Keys().Select(static key => key["p/".Length..]));
    }

    [Fact]
    public async Task Source_that_has_none_of_the_names_removes_nothing_unless_it_is_meant_to_be_empty()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "1");
        bench.Put("p/b", "1");
        Func<SyncRequest, SyncRequest> named = Deleting(bench, "a", "b");
        SyncReport mistyped = await bench.SyncAsync(EngineBench.S3("mistyped"), EngineBench.S3("p"), named);
        Assert.Equal(["EmptySource", "NotRemoved", "NotRemoved"], bench.Outcomes.Select(static outcome => outcome.ErrorCode));
        Assert.Equal((0, 2), (mistyped.Removed, mistyped.Left));
        Assert.Contains("the source has none of the names", mistyped.RemovalProblem, StringComparison.Ordinal);
        Assert.Equal(["p/a", "p/b"], bench.Bench.Keys());
        Assert.True((await bench.SyncAsync(EngineBench.S3("mistyped"), EngineBench.S3("p"), request => named(request) with { AllowEmptySource = true })).Complete, bench.Trouble);
        Assert.Empty(bench.Bench.Keys());
    }

    [Theory]
    [InlineData("src/a")]
    [InlineData("p/a")]
    public async Task Name_that_cannot_be_looked_up_is_never_taken_for_missing(string refused)
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        foreach (string key in new[] { "src/a", "src/b", "p/a", "p/old" })
            bench.Put(key, key);
        bench.Bench.Server.Faults.On("HeadObject").Key(refused).Reply(403, "AccessDenied");
        bench.Bench.Server.Faults.On("GetObject").Key(refused).Reply(403, "AccessDenied");
        SyncReport report = await bench.SyncAsync(EngineBench.S3("src"), EngineBench.S3("p"), Deleting(bench, "a", "b", "old"));
        bench.Bench.Server.Faults.Clear();
        Assert.Equal((1, 1, 0), (report.Copied, report.Transfer.Outcomes.Denied, report.Removed));
        Assert.Equal(report.Transfer.Listed, report.Transfer.Outcomes.Done + report.Transfer.Outcomes.Denied + report.Left);
        Assert.Equal("p/a", bench.Get("p/a"));
        Assert.Contains("p/old", bench.Bench.Keys());
    }

    [Fact]
    public async Task Names_that_lead_out_of_either_side_are_refused_by_name()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("outside/x", "1");
        bench.Write("dir/a", "1");
        bench.Put("p/../outside/x", "2");
        bench.Put("p/link/x", "2");
        Directory.CreateSymbolicLink(bench.Bench.PathOf("dir/link"), bench.Bench.PathOf("outside"));
        foreach ((Location from, Location to) in (ValueTuple<Location, Location>[])[(bench.Local("dir"), EngineBench.S3("p")), (EngineBench.S3("p"), bench.Local("dir"))])
        {
            SyncReport report = await bench.SyncAsync(from, to, Deleting(bench, "../outside/x", "link/x", "/etc/passwd"));
            Assert.Equal((3, 0, 0), (report.Transfer.Outcomes.Failed, report.Copied, report.Removed));
            Assert.Equal("1", bench.Read("outside/x"));
            Assert.Equal("2", bench.Get("p/link/x"));
        }
    }

    [Fact]
    public async Task Plan_of_named_items_is_carried_out_as_any()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        bench.Write("src/b", "1");
        bench.Put("p/old", "1");
        Func<SyncRequest, SyncRequest> named = Deleting(bench, "a", "old");
        SyncReport planned = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), request => named(request) with { DryRun = true, PlanFile = bench.Bench.PathOf("plan") });
        Assert.Equal((1, 1), (planned.Copied, planned.Removed));
        Assert.Equal(["p/old"], bench.Bench.Keys());
        Assert.True((await bench.CarryOutAsync("plan")).Complete, bench.Trouble);
        Assert.Equal(["p/a"], bench.Bench.Keys());
    }

    [Fact]
    public async Task Named_link_is_kept_as_a_link_when_links_are()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "1");
        File.CreateSymbolicLink(bench.Bench.PathOf("src/link"), "a");
        Func<SyncRequest, SyncRequest> named = Only(bench, "link");
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), request => named(request) with { Preserve = Preserve.Time | Preserve.Symlinks });
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal(("p/link.rclonelink", "a"), (bench.Bench.Keys().Single(), bench.Get("p/link.rclonelink")));
    }
}
