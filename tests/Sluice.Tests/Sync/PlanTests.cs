using System.Text;
using Sluice.Sync;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Sync;

public sealed class PlanTests
{
    static async Task<SyncBench> WithPlanAsync()
    {
        SyncBench bench = await SyncBench.StartAsync();
        bench.Write("src/a", "new and longer");
        bench.Write("src/b", "1");
        bench.Put("p/a", "old");
        bench.Put("p/c", "surplus");
        SyncReport planned = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), r => r with { Delete = true, DryRun = true, PlanFile = bench.Bench.PathOf("plan") });
        Assert.True(planned.Complete, bench.Trouble);
        Assert.Equal((2, 1), (planned.Copied, planned.Removed));
        Assert.Equal(["plan", "src/a", "src/b"], bench.Bench.Files("."));
        return bench;
    }

    [Fact]
    public async Task Plan_is_carried_out_exactly()
    {
        await using SyncBench bench = await WithPlanAsync();
        bench.Write("src/later", "not in the plan");
        bench.Put("p/later", "not in the plan");
        SyncReport report = await bench.CarryOutAsync("plan");
        Assert.True(report.Complete, bench.Trouble);
        Assert.Equal((2, 1), (report.Copied, report.Removed));
        Assert.Equal(["p/a", "p/b", "p/later"], bench.Bench.Keys());
        Assert.Equal("new and longer", bench.Get("p/a"));
    }

    [Fact]
    public async Task What_changed_since_the_plan_is_left_alone_and_named()
    {
        await using SyncBench bench = await WithPlanAsync();
        bench.Write("src/b", "2", minutesAgo: 5);
        bench.Put("p/a", "somebody else wrote this");
        SyncReport report = await bench.CarryOutAsync("plan");
        Assert.Equal((2, 0, 0), (report.Transfer.Outcomes.Changed, report.Copied, report.Removed));
        Assert.Equal(["p/a", "p/c"], bench.Bench.Keys());
        Assert.Equal("somebody else wrote this", bench.Get("p/a"));
    }

    [Fact]
    public async Task What_appeared_at_the_destination_since_the_plan_is_left_alone_and_named()
    {
        await using SyncBench bench = await WithPlanAsync();
        bench.Put("p/b", "somebody else wrote this");
        SyncReport report = await bench.CarryOutAsync("plan");
        Assert.Equal((1, 1, 0), (report.Transfer.Outcomes.Changed, report.Copied, report.Removed));
        Assert.Contains("changed since the plan", bench.Trouble, StringComparison.Ordinal);
        Assert.Equal("somebody else wrote this", bench.Get("p/b"));
    }

    [Fact]
    public async Task A_file_that_appeared_since_the_plan_is_left_alone_and_named()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "1");
        Directory.CreateDirectory(bench.Bench.PathOf("dst"));
        await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with { DryRun = true, PlanFile = bench.Bench.PathOf("plan") });
        bench.Write("dst/a", "somebody else wrote this");
        SyncReport report = await bench.CarryOutAsync("plan");
        Assert.Equal((1, 0), (report.Transfer.Outcomes.Changed, report.Copied));
        Assert.Contains("changed since the plan", bench.Trouble, StringComparison.Ordinal);
        Assert.Equal("somebody else wrote this", bench.Read("dst/a"));
    }

    [Fact]
    public async Task Object_to_remove_that_was_replaced_since_the_plan_stays()
    {
        await using SyncBench bench = await WithPlanAsync();
        bench.Put("p/c", "now wanted");
        SyncReport report = await bench.CarryOutAsync("plan");
        Assert.Equal((1, 2, 0), (report.Transfer.Outcomes.Changed, report.Copied, report.Removed));
        Assert.Equal("now wanted", bench.Get("p/c"));
    }

    [Fact]
    public async Task Plans_of_downloads_and_of_copies_are_carried_out_too()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/a", "1");
        bench.Put("q/b", "1");
        bench.Write("dst/c", "1");
        await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with { Delete = true, DryRun = true, PlanFile = bench.Bench.PathOf("down") });
        await bench.SyncAsync(EngineBench.S3("p"), EngineBench.S3("q"), r => r with { Delete = true, DryRun = true, PlanFile = bench.Bench.PathOf("copy"), Backup = EngineBench.S3("kept") });
        Assert.True((await bench.CarryOutAsync("down")).Complete, bench.Trouble);
        Assert.True((await bench.CarryOutAsync("copy")).Complete, bench.Trouble);
        Assert.Equal(["a"], bench.Bench.Files("dst"));
        Assert.Equal(["kept/b", "p/a", "q/a"], bench.Bench.Keys());
    }

    [Theory]
    [InlineData("one byte changed")]
    [InlineData("a line taken out")]
    [InlineData("cut in a line")]
    [InlineData("cut at a line")]
    [InlineData("something behind")]
    [InlineData("empty")]
    [InlineData("another version")]
    [InlineData("another file")]
    [InlineData("an endless line")]
    public async Task Plan_that_was_edited_or_cut_short_is_refused_and_nothing_is_done(string how)
    {
        await using SyncBench bench = await WithPlanAsync();
        string plan = bench.Bench.PathOf("plan");
        byte[] bytes = File.ReadAllBytes(plan);
        string[] lines = File.ReadAllLines(plan);
        File.WriteAllBytes(plan, how switch
        {
            "one byte changed" => Encoding.UTF8.GetBytes(File.ReadAllText(plan).Replace("\"size\":1,", "\"size\":2,", StringComparison.Ordinal)),
            "a line taken out" => Encoding.UTF8.GetBytes(string.Join('\n', lines.Where(static (_, index) => index != 1)) + "\n"),
            "cut in a line" => bytes[..^40],
            "cut at a line" => Encoding.UTF8.GetBytes(string.Join('\n', lines[..^1]) + "\n"),
            "something behind" => [.. bytes, .. "{}\n"u8],
            "empty" => [],
            "another version" => Encoding.UTF8.GetBytes(File.ReadAllText(plan).Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal)),
            "another file" => "hello\n"u8.ToArray(),
            _ => [.. bytes, .. new byte[200_000]],
        });
        bench.Bench.Server.Requests.Reset();
        SyncException refused = await Assert.ThrowsAsync<SyncException>(() => bench.CarryOutAsync("plan"));
        Assert.Contains("is refused, and nothing was done", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, bench.Bench.Server.Requests["PutObject"]);
        Assert.Equal(["p/a", "p/c"], bench.Bench.Keys());
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("get")]
    public async Task Plan_whose_names_lead_out_of_the_directory_is_refused_although_its_digest_is_right(string kind)
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        bench.Put("p/aaaa", "1");
        bench.Write("precious", "1");
        bench.Write("dst/bbbbbbbbbbb", "1");
        await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"), r => r with { Delete = true, DryRun = true, PlanFile = bench.Bench.PathOf("plan") });
        string[] lines = File.ReadAllLines(bench.Bench.PathOf("plan"));
        string harmless = Convert.ToBase64String(kind == "get" ? "aaaa"u8 : "bbbbbbbbbbb"u8), harmful = Convert.ToBase64String("../precious"u8);
        string body = string.Concat(lines[..^1].Select(line => line.Replace(harmless, harmful, StringComparison.Ordinal) + "\n"));
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        File.WriteAllText(bench.Bench.PathOf("plan"), body + lines[^1][..(lines[^1].IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10)] + digest + "\"}\n");
        SyncException refused = await Assert.ThrowsAsync<SyncException>(() => bench.CarryOutAsync("plan"));
        Assert.Contains("../precious in it cannot be the name of a file", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1", bench.Read("precious"));
    }

    [Fact]
    public async Task Plan_for_another_place_or_another_store_is_refused()
    {
        await using SyncBench bench = await WithPlanAsync();
        SyncException other = await Assert.ThrowsAsync<SyncException>(() => bench.CarryOutAsync("plan", r => r with { Source = bench.Local("src"), Destination = EngineBench.S3("q") }));
        Assert.Contains("its destination is", other.Message, StringComparison.Ordinal);
        Assert.True((await bench.CarryOutAsync("plan", r => r with { Source = bench.Local("src"), Destination = EngineBench.S3("p/") })).Complete);

        await using SyncBench elsewhere = await SyncBench.StartAsync();
        File.Copy(bench.Bench.PathOf("plan"), elsewhere.Bench.PathOf("plan"));
        SyncException store = await Assert.ThrowsAsync<SyncException>(() => elsewhere.CarryOutAsync("plan"));
        Assert.Contains("it was made for the store", store.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Bench.Keys());
    }

    [Fact]
    public async Task Dry_run_that_broke_off_leaves_no_plan_and_the_old_one_alone()
    {
        await using SyncBench bench = await WithPlanAsync();
        byte[] before = File.ReadAllBytes(bench.Bench.PathOf("plan"));
        SyncReport report = await bench.SyncAsync(bench.Local("src"), new Sluice.Trees.S3.S3Location(null, "no-such-bucket", default), r => r with { DryRun = true, PlanFile = bench.Bench.PathOf("plan") });
        Assert.NotNull(report.Transfer.ListingError);
        Assert.Equal(before, File.ReadAllBytes(bench.Bench.PathOf("plan")));
        Assert.Equal(["plan", "src/a", "src/b"], bench.Bench.Files("."));
    }
}
