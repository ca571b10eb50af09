using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class JobScenarios
{
    [Theory]
    [InlineData("s3://scene/jobs/one", "lease")]
    [InlineData("s3://scene/jobs/one", "index")]
    [InlineData("job", "lease")]
    public async Task A_command_is_shared_among_workers_and_each_item_has_one_row(string place, string claim)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 500);
        (await scene.RunAsync("job", "create", place, "--claim", claim, "--chunk-items", "30", "--", "cp", "s3://scene/from/", "s3://scene/to/", "--exclude", "*7")).Exits(0).Says();
        CommandResult run = (await scene.RunAsync("job", "run", place, "--workers", "3")).Exits(0);
        Assert.Contains("500 listed = 450 done + 50 skipped + 0 pending", run.Output, StringComparison.Ordinal);
        Assert.Equal(450, Copied(scene));
        string[] rows = (await scene.RunAsync("job", "report", place)).Exits(0).Lines;
        Assert.StartsWith("Bucket,Key,VersionId,", rows[0], StringComparison.Ordinal);
        Assert.Equal(500, rows.Length - 1);
        Assert.Equal(500, rows[1..].Select(static row => row.Split(',')[1]).Distinct().Count());
        JsonElement state = (await scene.RunAsync("job", "status", place, "--json")).Exits(0).Json.Single();
        Assert.Equal((true, 17, 17, 450), (state.GetProperty("over").GetBoolean(), state.GetProperty("chunks").GetInt32(), state.GetProperty("sealed").GetInt32(), state.GetProperty("done").GetInt32()));
        Assert.InRange(state.GetProperty("bytes_listed").GetInt64(), 1, long.MaxValue);
        Assert.Equal(state.GetProperty("bytes_listed").GetInt64(), state.GetProperty("bytes_ended").GetInt64());
        (await scene.RunAsync("job", "create", place, "--claim", claim, "--", "cp", "s3://scene/from/", "s3://scene/to/", "--exclude", "*7")).Exits(2).Says("This job is there already");
        (await scene.RunAsync("job", "delete", place)).Exits(0);
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/", StringComparison.Ordinal));
        (await scene.RunAsync("job", "status", place)).Exits(3).Says("There is no job");
    }

    [Fact]
    public async Task Several_workers_here_show_one_progress_that_of_the_job()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 60);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "5", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--workers", "2", "--requests-per-second", "10", "--progress", "lines", "--progress-interval", "1s")).Exits(0).Says("working: ", " of 60 items").SaysNot("objects so far");
        Assert.Equal(60, Copied(scene));
    }

    [Fact]
    public async Task Workers_that_are_killed_cost_no_item_and_none_is_counted_twice()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 600);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "1s", "--chunk-items", "25", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Random random = new(4);
        for (int round = 0; round < 6; round++)
        {
            using CommandProcess one = scene.Start("work", "s3://scene/jobs/one"), two = scene.Start("work", "s3://scene/jobs/one", "--shard", "1/2");
            await Task.Delay(300 + random.Next(700));
            await one.KillAsync();
            await two.KillAsync();
        }
        await Task.Delay(1200);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        CommandResult state = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("600 listed = 600 done + 0 pending", state.Output, StringComparison.Ordinal);
        string[] keys = [.. (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, 600).Select(static i => $"from/{i:000}"), keys);
        Assert.Equal(600, Copied(scene));
    }

    [Fact]
    public async Task A_worker_that_was_frozen_past_its_lease_counts_nothing_that_another_one_has_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 40);
        string mark = scene.Path("begun");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "3s", "--chunk-items", "40", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"touch {mark}; sleep 0.1; cat")).Exits(0);
        using CommandProcess frozen = scene.Start("work", "s3://scene/jobs/one", "--allow-program", "sh");
        await Scene.UntilAsync(() => File.Exists(mark));
        await frozen.SignalAsync("STOP");
        await Task.Delay(3300);
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "sh")).Exits(0).Says("1 chunk sealed");
        await frozen.SignalAsync("CONT");
        Assert.Contains("0 chunks sealed", (await frozen.ResultAsync()).Error, StringComparison.Ordinal);
        Assert.Contains("40 listed = 40 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(40, (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines.Length - 1);
    }

    [Fact]
    public async Task A_worker_of_hundreds_of_small_chunks_keeps_few_connections()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 300);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--debug", "--log-file", scene.Path("log"))).Exits(0);
        HashSet<long> connections = [.. File.ReadLines(scene.Path("log")).Select(static line => System.Text.Json.JsonDocument.Parse(line).RootElement).Where(static line => line.GetProperty("type").GetString() == "request").Select(static line => line.GetProperty("connection").GetInt64())];
        Assert.InRange(connections.Max(), 1, 100);
    }

    [Fact]
    public async Task An_item_that_kills_its_workers_is_set_apart_and_all_others_are_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 32);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "3s", "--chunk-items", "16", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", "[ \"$SLUICE_KEY\" = from/021 ] && echo no such frame by $AWS_SECRET_ACCESS_KEY >&2 && sleep 1 && kill -9 $PPID; cat")).Exits(0);
        int deaths = 0;
        while (true)
        {
            CommandResult worker = await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "sh", "--chunks", "1");
            if (worker.ExitCode is 0 or 1)
                break;
            Assert.InRange(++deaths, 1, 2 * 4 + 4);
        }
        CommandResult state = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1);
        Assert.Contains("32 listed = 31 done + 1 quarantined + 0 pending", state.Output, StringComparison.Ordinal);
        Assert.Single((await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines, static row => row.Contains("quarantined", StringComparison.Ordinal) && row.Contains("from/021", StringComparison.Ordinal) && row.Contains("last words: chunk 000000001", StringComparison.Ordinal) && row.Contains("| no such frame by ***", StringComparison.Ordinal));
        // Who ended by itself has left nothing.
        Assert.Equal(deaths, Directory.GetFiles(Path.Combine(scene.StateDirectory, "workers")).Length);
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_stop_gives_back_what_it_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 30);
        string mark = scene.Path("begun");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "5m", "--chunk-items", "10", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"touch {mark}; sleep 0.2; cat")).Exits(0);
        using CommandProcess worker = scene.Start("work", "s3://scene/jobs/one", "--allow-program", "sh");
        await Scene.UntilAsync(() => File.Exists(mark));
        await worker.SignalAsync("TERM");
        (await worker.ResultAsync()).Exits(75).Says("given back");
        Assert.Contains("= 0 sealed + 0 claimed + 3 free", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        // Nobody waits for leases of five minutes.
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "sh")).Exits(0);
        Assert.Contains("30 listed = 30 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_workers_were_killed_names_them_and_does_not_exit_with_0()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 20);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "5", "--claim", "index", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", "kill -9 $PPID")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--workers", "2", "--allow-program", "sh")).Exits(1).Says("Worker 0/2 was ended by signal 9", "Not all is sealed of 0/2, 1/2");
    }

    [Fact]
    public async Task A_slow_workers_last_chunk_is_done_a_second_time_and_the_first_seal_wins()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 20);
        string mark = scene.Path("begun");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "6s", "--chunk-items", "10", "--", "process", "--to", "s3://scene/to/{name}", "--jobs", "1", "s3://scene/from/", "--", "sh", "-c", $"touch {mark}; sleep $PACE; cat")).Exits(0);
        scene.Environment["PACE"] = "6";
        using CommandProcess slow = scene.Start("work", "s3://scene/jobs/one", "--allow-program", "sh", "--chunks", "1");
        await Scene.UntilAsync(() => File.Exists(mark));
        scene.Environment["PACE"] = "0";
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "sh", "--chunks", "1")).Exits(0).Says("2 chunks sealed");
        Assert.Contains("0 chunks sealed", (await slow.ResultAsync()).Exits(0).Error, StringComparison.Ordinal);
        // Alone it would take a minute.
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 40);
        Assert.Contains("20 listed = 20 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(20, (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines.Length - 1);
    }

    [Fact]
    public async Task Tags_headers_and_restores_are_jobs_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 30);
        foreach ((string job, string[] command) in new (string, string[])[] { ("tag", ["tag", "set", "-r", "s3://scene/from/", "stage=done"]), ("meta", ["meta", "set", "-r", "s3://scene/from/", "--cache-control", "no-store"]), ("restore", ["restore", "-r", "s3://scene/from/", "--days", "2"]) })
        {
            (await scene.RunAsync(["job", "create", $"s3://scene/jobs/{job}", "--chunk-items", "7", "--", .. command])).Exits(0);
            scene.Put("from/later", "not in the job");
            (await scene.RunAsync("job", "run", $"s3://scene/jobs/{job}", "--workers", "2")).Exits(0);
            Assert.Equal(0, scene.Head("from/later").TagCount);
            (await scene.RunAsync("rm", "s3://scene/from/later")).Exits(0);
            Assert.Equal(30, (await scene.RunAsync("job", "report", $"s3://scene/jobs/{job}")).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Distinct().Count());
        }
        foreach (string key in scene.Keys().Where(static key => key.StartsWith("from/", StringComparison.Ordinal)))
        {
            ObjectInfo info = scene.Head(key);
            Assert.Equal((1, "no-store"), (info.TagCount, info.Attributes.CacheControl));
        }
        (await scene.RunAsync("job", "create", "s3://scene/jobs/no", "--", "tag", "get", "-r", "s3://scene/from/")).Exits(2).Says("changes something");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/no", "--", "restore", "-r", "s3://scene/from/", "--days", "1", "--wait")).Exits(2).Says("--wait cannot be in a job");
    }

    [Fact]
    public async Task Objects_that_are_gone_or_changed_since_the_listing_are_rows_and_no_failures_of_the_job()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 20);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "6", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        _ = scene.Client.DeleteObject(new DeleteObjectRequest("scene", new ObjectKey("from/004")), CancellationToken.None).Value;
        scene.Put("from/005", "another, longer than before");
        scene.Put("from/new", "not in the job");
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--workers", "2")).Exits(0);
        CommandResult state = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("20 listed = 18 done + 1 missing + 1 changed + 0 pending", state.Output, StringComparison.Ordinal);
        Assert.Contains("2 gone or changed since the listing: 'sluice job create NAME --since s3://scene/jobs/one -- COMMAND'", state.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("to/new", scene.Keys());
    }

    [Fact]
    public async Task A_workers_exit_code_and_summary_are_about_its_own_items_and_those_of_status_about_the_job()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["a", "b", "c"])
            scene.Put($"from/{name}", "x");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "process", "--to", "s3://scene/to/{name}", "--retries", "0", "s3://scene/from/", "--", "sh", "-c", "[ $SLUICE_KEY = from/b ] && echo refused: $AWS_SECRET_ACCESS_KEY >&2 && env >&2 && exit 3; cat")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "sh")).Exits(1).Says("failed: s3://scene/from/b", "refused: ***", "2 items done, 1 failed, named above").SaysNot(scene.Secrets);
        string report = (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Output;
        Assert.Contains("refused: ***", report, StringComparison.Ordinal);
        Assert.All(scene.Secrets, secret => Assert.DoesNotContain(secret, report, StringComparison.Ordinal));
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "sh")).Exits(0).Says("0 chunks sealed, 0 items done.");
        (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1);
    }

    [Fact]
    public async Task What_failed_is_done_again_and_has_one_row_in_the_end()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 30);
        string mark = scene.Path("mark");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "10", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c",
            $"case $SLUICE_KEY in *3|*17) [ -e {mark} ] || exit 1;; esac; cat")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--allow-program", "sh")).Exits(1);
        Assert.Contains("30 listed = 26 done + 4 failed + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1).Output, StringComparison.Ordinal);
        scene.Write("mark", "");
        Assert.Contains("4 items in 3 chunks", (await scene.RunAsync("job", "retry", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("30 listed = 26 done + 4 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--allow-program", "sh")).Exits(0);
        Assert.Contains("30 listed = 30 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        string[] rows = (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines[1..];
        Assert.Equal(30, rows.Select(static row => row.Split(',')[1]).Distinct().Count());
        Assert.All(rows, static row => Assert.Contains(",done,", row, StringComparison.Ordinal));
        Assert.Equal(30, rows.Length);
        Assert.Contains("Nothing of it failed", (await scene.RunAsync("job", "retry", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("s3://scene/jobs/one/", (await scene.RunAsync("job", "ls", "s3://scene/jobs/")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_over_cannot_be_cancelled_and_says_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 10);
        CommandResult created = (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.DoesNotContain("planned", created.Error, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("job", "cancel", "s3://scene/jobs/one")).Exits(0).Says("s3://scene/jobs/one is over already: nothing is left to cancel.");
        Assert.Contains("is over", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_creation_that_was_killed_goes_on_and_a_cancelled_job_ends()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 100);
        string[] create = ["job", "create", "s3://scene/jobs/one", "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(create)).Exits(0);
        // As if it had been killed after its fourth chunk.
        foreach (string key in scene.Keys().Where(static key => key.StartsWith("jobs/one/chunks/", StringComparison.Ordinal)).Skip(4).Append("jobs/one/plan.json"))
            _ = scene.Client.DeleteObject(new DeleteObjectRequest("scene", new ObjectKey(key)), CancellationToken.None).Value;
        Assert.Contains("40 listed = 0 done + 40 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("100 items", (await scene.RunAsync(create)).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "cancel", "s3://scene/jobs/one")).Exits(0).Says("s3://scene/jobs/one is cancelled: workers begin no further chunk.");
        (await scene.RunAsync("job", "cancel", "s3://scene/jobs/one")).Exits(0).Says("is cancelled already.");
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(42).Says("The job is cancelled");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("to/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_of_any_kind_pass_through_chunks()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] names = ["a b", "ü", "x\ny", "quote\"", "back\\slash", "100%", "a/../b", "=1+1"];
        foreach (string name in names)
            scene.Put("from/" + name, name);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "2", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        foreach (string name in names)
            Assert.Equal(name, Encoding.UTF8.GetString(scene.Get("to/" + name)));
    }

    static int Copied(Scene scene) => scene.Client.ListObjects(new ListObjectsRequest("scene") { Prefix = new ObjectKey("to/") }, CancellationToken.None).Value.Objects.Count;

    internal static void Fill(Scene scene, int count)
    {
        for (int i = 0; i < count; i++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{i:000}"), $"content of {i}");
    }
}
