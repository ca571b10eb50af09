using System.Text.Json;
using Sluice.Endpoint;

namespace Sluice.Tests.Scenarios;

public sealed class SyncScenarios
{
    [Fact]
    public async Task Sync_up_across_and_down_says_what_it_did_and_then_does_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a.txt", "a");
        scene.Write("tree/sub/b b.txt", "bb");
        (await scene.RunAsync("sync", "tree", "s3://scene/p")).Exits(0).Says("Synced 2 objects", "2 copied, 0 removed, 0 the same", "2 verified by checksum");
        (await scene.RunAsync("sync", "s3://scene/p/", "s3://scene/q/")).Exits(0).Says("2 copied", "confirmed by the store");
        (await scene.RunAsync("sync", "s3://scene/q", "back/")).Exits(0).Says("2 copied");
        Assert.Equal(["a.txt", "sub/b b.txt"], scene.Files("back"));
        CommandResult again = (await scene.RunAsync("sync", "s3://scene/q", "back/")).Exits(0).Says("0 copied, 0 removed, 2 the same", "2 listed = 0 done + 2 skipped + 0 pending");
        Assert.Empty(again.Output);
    }

    [Fact]
    public async Task A_file_that_was_copied_in_the_second_of_its_last_change_is_the_same_unless_its_bytes_are_others()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "one");
        (await scene.RunAsync("cp", "-r", "tree/", "s3://scene/p/")).Exits(0);
        // By the store's clock, which counts seconds, the copy was before it.
        DateTime second = scene.Head("p/a").LastModified!.Value.UtcDateTime;
        Assert.Equal(0, second.Ticks % TimeSpan.TicksPerSecond);
        File.SetLastWriteTimeUtc(scene.Path("tree/a"), second.AddMilliseconds(400));
        (await scene.RunAsync("sync", "tree/", "s3://scene/p/")).Exits(0).Says("0 copied, 0 removed, 1 the same");
        scene.Write("tree/a", "two");
        File.SetLastWriteTimeUtc(scene.Path("tree/a"), second.AddMilliseconds(900));
        (await scene.RunAsync("sync", "tree/", "s3://scene/p/")).Exits(0).Says("Synced 1 object");
        Assert.Equal("two"u8.ToArray(), scene.Get("p/a"));
    }

    [Fact]
    public async Task Sync_json_has_a_line_for_every_item_and_counts_in_the_last()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/new", "a");
        scene.Write("tree/same", "s");
        File.SetLastWriteTimeUtc(scene.Path("tree/same"), DateTime.UtcNow.AddHours(-1));
        scene.Put("same", "t");
        scene.Put("old", "o");
        List<JsonElement> lines = (await scene.RunAsync("sync", "tree", "s3://scene", "--delete", "--json")).Exits(0).Json;
        Assert.Equal(4, lines.Count);
        Assert.Equal("Same", lines.Single(static line => line.TryGetProperty("source", out JsonElement source) && source.GetString() == "tree/same").GetProperty("error_code").GetString());
        JsonElement summary = lines[^1];
        Assert.Equal((1, 1, 1, true), (summary.GetProperty("same").GetInt32(), summary.GetProperty("copied").GetInt32(), summary.GetProperty("removed").GetInt32(), summary.GetProperty("complete").GetBoolean()));
    }

    [Fact]
    public async Task Sync_with_too_many_removals_exits_1_says_so_and_removes_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/new", "a");
        foreach (string key in new[] { "x1", "x2", "x3" })
            scene.Put(key, key);
        (await scene.RunAsync("sync", "tree", "s3://scene", "--delete", "--max-delete", "2")).Exits(1)
            .Says("error: Nothing was removed, and 3 items stay that the source has not: at most 2 of the 3 at the destination may go. All copies were made.", "1 copied, 0 removed");
        Assert.Equal(["new", "x1", "x2", "x3"], scene.Keys());
        (await scene.RunAsync("sync", "tree", "s3://scene", "--delete", "--max-delete", "75%")).Exits(0);
        Assert.Equal(["new"], scene.Keys());
    }

    [Fact]
    public async Task Sync_looks_first_and_then_does_exactly_that()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/new", "a");
        scene.Put("old", "o");
        CommandResult look = (await scene.RunAsync("sync", "tree", "s3://scene", "--delete", "--dry-run", "--plan-out", "plan.jsonl")).Exits(0).Says("1 would be copied, 1 would be removed");
        Assert.Equal(["(dry run) sync remove s3://scene/old", "(dry run) sync tree/new -> s3://scene/new"], look.Lines.Order());
        Assert.Equal(["old"], scene.Keys());
        Assert.All(File.ReadAllLines(scene.Path("plan.jsonl")), static line => JsonDocument.Parse(line).Dispose());
        (await scene.RunAsync("sync", "--plan", "plan.jsonl", "tree", "s3://other")).Exits(3).Says("is refused, and nothing was done: its destination is s3://scene/");
        (await scene.RunAsync("sync", "--plan", "plan.jsonl", "--delete")).Exits(2).Says("--delete was decided when the plan was made");
        CommandResult done = (await scene.RunAsync("sync", "--plan", "plan.jsonl", "-v")).Exits(0);
        Assert.Contains("sync remove s3://scene/old", done.Lines);
        Assert.Equal(["new"], scene.Keys());
        File.AppendAllText(scene.Path("plan.jsonl"), "\n");
        (await scene.RunAsync("sync", "--plan", "plan.jsonl")).Exits(3).Says("is refused, and nothing was done");
    }

    [Fact]
    public async Task Sync_that_makes_no_sense_is_refused_with_all_its_problems()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("file", "a");
        CommandResult refused = (await scene.RunAsync("sync", "--max-delete", "many", "--size-only", "--checksum", "--plan-out", "p", "file", "-")).Exits(2)
            .Says("--size-only and --checksum exclude each other", "'many' is no limit", "--max-delete says how to remove; it needs --delete", "--plan-out needs --dry-run");
        Assert.Empty(refused.Output);
        (await scene.RunAsync("sync", "file", "-")).Exits(2).Says("file is no directory; copy single files with cp", "not a stream");
        (await scene.RunAsync("sync", "a", "b")).Exits(2).Says("one side must be s3://");
        (await scene.RunAsync("sync", "s3://scene/a", "s3://scene/a/b")).Exits(2).Says("overlap");
        (await scene.RunAsync("sync", "s3://scene/a/b", "s3://scene")).Exits(2).Says("overlap");
        (await scene.RunAsync("sync", "s3://scene/*.jpg", "x")).Exits(2).Says("has wildcards");
        (await scene.RunAsync("sync", "x", "s3://scene/p", "--backup-prefix", "s3://scene/p/old")).Exits(2).Says("The backup", "overlap");
        (await scene.RunAsync("sync", "only-one")).Exits(2).Says("Say what to take from");
    }

    [Fact]
    public async Task Sync_of_one_bucket_by_two_profiles_onto_itself_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        string profile = $"region = us-east-1\nendpoint_url = {scene.Server.Url}\naws_access_key_id = {scene.Server.AccessKey}\naws_secret_access_key = {scene.Server.SecretKey}\n";
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile one]\n{profile}[profile two]\n{profile}");
        scene.Environment["AWS_ENDPOINT_URL"] = null;
        (await scene.RunAsync("sync", "s3://one@scene/p", "s3://two@scene/p")).Exits(2).Says("overlap");
    }

    [Fact]
    public async Task Second_sync_onto_a_destination_exits_3_and_names_the_first()
    {
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Faults = new() { Latency = TimeSpan.FromMilliseconds(200) } });
        for (int i = 0; i < 100; i++)
            scene.Write($"tree/{i}", "a");
        using CommandProcess first = scene.Start("sync", "tree", "s3://scene/p", "--concurrency", "1");
        await Scene.UntilAsync(() => scene.Server.Requests["PutObject"] > 0);
        (await scene.RunAsync("sync", "tree", "s3://scene/p/")).Exits(3).Says("Another sync is at work on s3://scene/p/ (process ");
        (await scene.RunAsync("sync", "tree", "s3://scene/p2/", "--dry-run")).Exits(0);
        await first.SignalAsync("KILL");
        await first.ResultAsync();
        scene.Server.Faults.Plan = Sluice.Endpoint.Faults.FaultPlan.None;
        (await scene.RunAsync("sync", "tree", "s3://scene/p")).Exits(0);
        Assert.Equal(100, scene.Keys().Length);
    }

    [Fact]
    public async Task Sync_of_a_file_that_vanishes_or_may_not_be_read_names_it_and_removes_nothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/good", "a");
        scene.Write("tree/closed/x", "a");
        scene.Put("closed/x", "the only copy");
        scene.Put("old", "o");
        File.SetUnixFileMode(scene.Path("tree/closed"), UnixFileMode.None);
        CommandResult result = (await scene.RunUnprivilegedAsync("sync tree s3://scene --delete")).Exits(1).Says("denied: tree/closed", "Nothing was removed");
        Assert.Equal(["closed/x", "good", "old"], scene.Keys());
        Assert.DoesNotContain("vanish", result.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(scene.Path("tree/closed"), (UnixFileMode)0x1ff);
        File.CreateSymbolicLink(scene.Path("tree/dangling"), scene.Path("nowhere"));
        (await scene.RunAsync("sync", "tree", "s3://scene", "--delete")).Exits(1).Says("missing: tree/dangling", "Nothing was removed");
        Assert.Equal(["closed/x", "good", "old"], scene.Keys());
    }

    [Theory]
    [InlineData("--exclude '*' --include '*.jpg'", true)]
    [InlineData("--min-size 1B", true)]
    [InlineData("--newer-than 7d", true)]
    [InlineData("--include '*.jpg' --exclude 'closed/**'", false)]
    [InlineData("--exclude '*' --include 'good*'", false)]
    [InlineData("--include 'good*'", false)]
    public async Task A_directory_that_may_not_be_read_is_told_also_where_a_filter_holds_unless_that_leaves_out_all_below_it(string filter, bool isTold)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/good.jpg", "a");
        scene.Write("tree/closed/x.jpg", "a");
        scene.Put("t/closed/x.jpg", "the only copy");
        File.SetUnixFileMode(scene.Path("tree/closed"), UnixFileMode.None);
        foreach (string command in (string[])["cp tree/ s3://scene/u/", "verify --one-way tree/ s3://scene/t/", "sync tree/ s3://scene/t/ --delete"])
        {
            CommandResult result = await scene.RunUnprivilegedAsync($"{command} {filter}");
            Assert.Equal(isTold, System.Text.RegularExpressions.Regex.IsMatch(result.Error, "(denied|unreadable): .*closed"));
            // verify finds, besides, that good.jpg is there once.
            Assert.True(result.ExitCode == (command.StartsWith("verify", StringComparison.Ordinal) ? 4 : isTold ? 1 : 0), $"{command}: {result.ExitCode}: {result.Error}");
        }
        Assert.Equal("the only copy"u8.ToArray(), scene.Get("t/closed/x.jpg"));
        File.SetUnixFileMode(scene.Path("tree/closed"), (UnixFileMode)0x1ff);
    }

    [Fact]
    public async Task Sync_to_a_bucket_that_is_not_there_exits_3_and_one_from_a_missing_directory_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        Directory.CreateDirectory(scene.Path("tree"));
        scene.Put("x", "x");
        (await scene.RunAsync("sync", "tree", "s3://not-there")).Exits(3).Says("does not exist");
        (await scene.RunAsync("sync", "nothing", "s3://scene", "--delete")).Exits(1).Says("missing: nothing: There is no such directory.");
        (await scene.RunAsync("sync", "tree", "s3://scene", "--delete")).Exits(1).Says("The directory is empty.", "--allow-empty-source");
        Assert.Equal(["x"], scene.Keys());
    }
}
