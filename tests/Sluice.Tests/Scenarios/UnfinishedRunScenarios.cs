using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>What a run is told of unfinished ones, and what it tells of those it goes on with.</summary>
public sealed class UnfinishedRunScenarios
{
    static readonly byte[] Big = Scene.Bytes(12 << 20);

    [Fact]
    public async Task A_run_that_writes_where_an_unfinished_one_does_says_so_with_the_command_that_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, "cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress");
        string id = Path.GetFileNameWithoutExtension(Assert.Single(scene.Journals()));
        CommandResult other = (await scene.RunAsync("cp", "big", "s3://scene", "--part-size", "6MiB", "--json")).Exits(0)
            .Says("is unfinished writes to this destination, too: 'sluice resume " + id + "' continues it", "sluice cp big s3://scene/ --part-size 5MiB");
        JsonElement told = Assert.Single(other.Json[^1].GetProperty("unfinished_runs").EnumerateArray());
        Assert.Equal(($"sluice resume {id}", false), (told.GetProperty("resume").GetString(), told.GetProperty("running").GetBoolean()));
        _ = scene.Client.CreateBucket("elsewhere", null, CancellationToken.None).Value;
        CommandResult elsewhere = (await scene.RunAsync("cp", "big", "s3://elsewhere/", "--json")).Exits(0);
        Assert.DoesNotContain("too:", elsewhere.Error, StringComparison.Ordinal);
        Assert.False(elsewhere.Json[^1].TryGetProperty("unfinished_runs", out _));
        // The run that goes on needs no telling of itself.
        CommandResult resumed = (await scene.RunAsync("resume", id)).Exits(0);
        Assert.DoesNotContain("too:", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_writes_around_an_unfinished_one_or_removes_what_it_writes_says_so_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        scene.Write("tree/small", "small");
        await StopAsync(scene, "cp", "big", "s3://scene/a/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress");
        string resume = $"'sluice resume {Path.GetFileNameWithoutExtension(Assert.Single(scene.Journals()))}' continues it";
        (await scene.RunAsync("sync", "tree", "s3://scene/")).Exits(0).Says("writes to this destination, too: " + resume);
        (await scene.RunAsync("process", "tree/", "--to", "s3://scene/{key}", "--count", "lines")).Exits(0).Says("writes to this destination, too: " + resume);
        (await scene.RunAsync("inventory", "s3://scene/", "--out", "s3://scene/i/")).Exits(0).SaysNot("resume");
        (await scene.RunAsync("rm", "s3://scene/small", "--json")).Exits(0).SaysNot("resume");
        CommandResult removed = (await scene.RunAsync("rm", "-r", "s3://scene", "--force", "--json")).Exits(0).Says("writes to what this one removes: " + resume);
        Assert.Single(removed.Json[^1].GetProperty("unfinished_runs").EnumerateArray());
    }

    [Fact]
    public async Task A_run_that_is_taken_up_again_keeps_its_log_and_is_measured_each_of_several_for_itself()
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await using Scene scene = await Scene.BeginAsync();
        foreach (string run in (string[])["x", "y"])
        {
            scene.Write($"{run}/big", Big);
            scene.Write($"{run}/small", "small");
            await StopAsync(scene, "cp", $"{run}/", $"s3://scene/{run}/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress", "--debug", "--log-file", $"{run}/log");
            // As a run has it that was killed before its log was opened: a second process finds the file.
            File.AppendAllText(scene.Path($"{run}/log"), "{}\n");
        }
        scene.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        (await scene.RunAsync("resume", "--all")).Exits(0).SaysNot("debug:");
        Assert.Equal(["x/big", "x/small", "y/big", "y/small"], scene.Keys());
        foreach (string run in (string[])["x", "y"])
        {
            string[] lines = [.. File.ReadLines(scene.Path($"{run}/log")).SkipWhile(static line => line != "{}").Skip(1)];
            Assert.StartsWith("{\"type\":\"command\"", lines[0], StringComparison.Ordinal);
            Assert.Contains(lines, static line => line.StartsWith("{\"type\":\"request\"", StringComparison.Ordinal));
            Assert.Contains("\"exit_code\":0", lines[^1], StringComparison.Ordinal);
            Assert.DoesNotContain(lines, line => line.Contains(run == "x" ? "s3://scene/y" : "s3://scene/x", StringComparison.Ordinal));
        }
        Assert.Equal(2, collector.Spans.Count(static span => span.Name == "sluice cp"));
    }

    [Fact]
    public async Task The_summary_of_a_run_that_goes_on_tells_what_was_done_now_and_what_before()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int file = 0; file < 3; file++)
            scene.Write($"tree/a{file}", new byte[1000]);
        scene.Write("tree/big", Big);
        string[] command = ["cp", "tree/", "s3://scene/t/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress", "--json"];
        await StopAsync(scene, command);
        CommandResult resumed = (await scene.RunAsync(command)).Exits(0).Says("now 1 object, 7.00 MiB; before 3 objects, 5.00 MiB. Rates and cost are of what was moved now.");
        JsonElement summary = resumed.Json[^1];
        Assert.Equal((3, 3000, 7 << 20), (summary.GetProperty("earlier_done").GetInt32(), summary.GetProperty("earlier_done_bytes").GetInt32(), summary.GetProperty("moved_bytes").GetInt32()));
        Assert.Equal(summary.GetProperty("skipped").GetInt32(), summary.GetProperty("earlier_done").GetInt32());
    }

    [Theory]
    [InlineData("cp tree/ s3://scene/t/ --profile nope")]
    [InlineData("mv tree/ s3://scene/t/ --profile nope")]
    [InlineData("sync tree/ s3://scene/t/ --profile nope")]
    [InlineData("cp s3://scene/ s3://nope@scene/t/ --recursive")]
    [InlineData("tag add s3://scene/ a=b --recursive --profile nope")]
    [InlineData("cp tree/ s3://scene/t/ --ca-bundle nowhere.pem")]
    [InlineData("cp tree/ s3://scene/t/ --filter-from nowhere")]
    [InlineData("cp tree/ s3://scene/t/ --files-from nowhere")]
    [InlineData("cp tree/ s3://scene/t/ --report no/where.csv")]
    [InlineData("cp tree/ s3://nowhere/t/")]
    [InlineData("sync --plan nowhere.jsonl")]
    [InlineData("cp tree/ s3://scene/t/ --endpoint-url http://127.0.0.1:1 --max-retries 0")]
    public async Task A_command_that_could_not_start_leaves_no_journal(string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Put("o", "o");
        CommandResult result = await scene.RunAsync(command.Split(' '));
        Assert.NotEqual(0, result.ExitCode);
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task Where_the_current_directory_is_gone_relative_paths_cannot_start_and_whole_ones_work()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("o", "content");
        const string Gone = "mkdir gone && cd gone && rmdir ../gone && ";
        (await scene.ScriptAsync(Gone + "sluice cp s3://scene/o .")).Exits(3).Says("The current directory is gone");
        Assert.Empty(scene.Journals());
        (await scene.ScriptAsync(Gone + $"sluice cp s3://scene/o s3://scene/p && sluice cp s3://scene/p {scene.Path("out/")}")).Exits(0);
        Assert.Equal("content", File.ReadAllText(scene.Path("out/p")));
        Assert.Empty(scene.Journals());
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("mv")]
    public async Task A_sync_and_a_move_tell_what_was_done_before_they_were_killed(string verb)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int file = 0; file < 3; file++)
            // Old enough for a sync to trust their times.
            File.SetLastWriteTimeUtc(scene.Write($"tree/a{file}", new byte[1000]), DateTime.UtcNow.AddDays(-1));
        string[] command = [verb, "tree/", "s3://scene/t/", "--concurrency", "1", "--no-progress", "--json"];
        FaultRule rule = scene.Server.Faults.On("PutObject").Nth(3).Delay(TimeSpan.FromMinutes(1));
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => rule.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
        JsonElement run = Assert.Single((await scene.RunAsync("resume", "--json")).Exits(0).Json);
        Assert.Equal((2, 2000), (run.GetProperty("done").GetInt32(), run.GetProperty("done_bytes").GetInt32()));
        JsonElement summary = (await scene.RunAsync(command)).Exits(0).Says("Going on with the run of", "2 done, 0 under way", "; before 2 objects, ").Json[^1];
        Assert.Equal((1, 2, 2000), (summary.GetProperty("done").GetInt32(), summary.GetProperty("earlier_done").GetInt32(), summary.GetProperty("earlier_done_bytes").GetInt32()));
        // A sync that was killed leaves the file of its destination's lock, which nobody holds.
        (await scene.RunAsync("resume")).Exits(0).Says("Nothing is unfinished.");
    }

    [Fact]
    public async Task An_interrupted_run_says_what_of_large_objects_is_kept_for_the_next()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        string[] command = ["cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress", "--json"];
        JsonElement summary = (await StopAsync(scene, command)).Says("5.00 MiB of 1 object under way, for the next run").Json[^1];
        Assert.Equal((1, 5 << 20), (summary.GetProperty("kept_items").GetInt32(), summary.GetProperty("kept_bytes").GetInt32()));
        (await scene.RunAsync(command)).Exits(0).Says("0 done, 1 under way with 5,242,880 bytes that are there.");
    }

    [Fact]
    public async Task A_run_that_was_killed_before_a_part_was_there_says_that_nothing_of_it_is()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        string[] command = ["cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress"];
        FaultRule rule = scene.Server.Faults.On("UploadPart").Nth(1).Trickle(20_000);
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => rule.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
        (await scene.RunAsync(command)).Exits(0).Says("0 done, 1 under way, nothing of which is there.");
    }

    [Fact]
    public async Task A_write_whose_connection_was_refused_was_not_carried_out_and_nobody_says_that_it_may()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        CommandResult refused = (await scene.RunAsync("cp", "a", "s3://scene/", "--endpoint-url", "http://127.0.0.1:1", "--max-retries", "1")).Says("nothing listens at");
        Assert.DoesNotContain("cannot be told", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_places_in_another_spelling_are_the_same_work()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/big", Big);
        scene.Write("tree/small", "small");
        scene.Write("x/other", "other");
        scene.Write("no-credentials", $"[default]\naws_access_key_id = {scene.Server.AccessKey}\naws_secret_access_key = {scene.Server.SecretKey}\n");
        string[] options = ["--part-size", "5MiB", "--concurrency", "1", "--no-progress"];
        await StopAsync(scene, ["cp", "tree/", "s3://scene/", .. options]);
        scene.Server.Requests.Reset();
        FaultRule rule = scene.Server.Faults.On("UploadPart").Nth(2).Trickle(20_000);
        using (CommandProcess process = scene.Start(["cp", "./tree//./", "s3://scene/", "--profile", "default", "--region", "us-east-1", .. options]))
        {
            await Scene.UntilAsync(() => rule.Hits > 0);
            await process.SignalAsync("INT");
            (await process.ResultAsync()).Exits(130).Says("Going on with the run of");
        }
        scene.Server.Faults.Clear();
        CommandResult last = (await scene.RunAsync(["cp", scene.Path("x/../tree/"), "s3://scene/", "--endpoint-url", scene.Server.Url.ToString().TrimEnd('/'), .. options])).Exits(0).Says("Going on with the run of");
        Assert.DoesNotContain("starting again", last.Error, StringComparison.Ordinal);
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        Assert.Equal(Big, scene.Get("big"));
        Assert.Empty(scene.Journals());
    }

    static async Task<CommandResult> StopAsync(Scene scene, params string[] command)
    {
        // The second part hangs until the run is told to stop.
        FaultRule rule = scene.Server.Faults.On("UploadPart").Nth(2).Trickle(20_000);
        using CommandProcess process = scene.Start(command);
        await Scene.UntilAsync(() => rule.Hits > 0);
        await process.SignalAsync("INT");
        CommandResult stopped = (await process.ResultAsync()).Exits(130);
        scene.Server.Faults.Clear();
        return stopped;
    }
}
