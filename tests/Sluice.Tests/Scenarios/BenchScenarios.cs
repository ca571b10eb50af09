using System.Text.Json;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

public sealed class BenchScenarios
{
    static readonly string[] Short = ["--iterations", "3", "--warm-up", "0s", "--no-progress", "--json"];

    [Fact]
    public async Task A_download_of_existing_objects_is_measured_and_its_figures_add_up()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int number = 0; number < 5; number++)
            scene.Put($"data/{number}", Scene.Bytes(100_000 + number));
        scene.Put("other", "x");
        string[] before = scene.Keys();
        JsonElement result = Assert.Single((await scene.RunAsync(["bench", "download", "s3://scene/data/", .. Short])).Exits(0).Json);
        Assert.Equal("bench_result", result.GetProperty("type").GetString());
        JsonElement total = result.GetProperty("total");
        Assert.Equal((15, 0, 15), (Long(total, "objects"), Long(total, "failed"), Long(total, "requests")));
        Assert.Equal(3 * (5 * 100_000 + 10), Long(total, "bytes"));
        Assert.Equal(total.GetProperty("bytes").GetDouble() / total.GetProperty("seconds").GetDouble(), total.GetProperty("bytes_per_second").GetDouble(), 1);
        Assert.Equal([5L, 5, 5], result.GetProperty("iterations").EnumerateArray().Select(static round => Long(round, "objects")));
        Assert.Equal(Long(total, "bytes"), result.GetProperty("timeline").EnumerateArray().Sum(static second => Long(second, "bytes")));
        Assert.Equal(15, Long(result.GetProperty("object_bytes_per_second"), "count"));
        Assert.Equal(15, Long(result.GetProperty("first_byte_seconds"), "count"));
        Assert.InRange(Long(total, "connections"), 1, 8);
        Assert.False(result.TryGetProperty("second_bytes_per_second", out _));
        Assert.Contains(result.GetProperty("remarks").EnumerateArray(), static remark => remark.GetString()!.Contains("too short for figures per second", StringComparison.Ordinal));
        Assert.Equal(before, scene.Keys());
        Assert.Equal((15, 0, 0), (scene.Server.Requests["GetObject"], scene.Server.Requests["DeleteObjects"], scene.Server.Requests["PutObject"] - 6));
    }

    [Theory]
    [InlineData("download", 30)]
    [InlineData("upload", 30)]
    [InlineData("copy", 30)]
    [InlineData("list", 30)]
    [InlineData("mixed", 30)]
    public async Task Test_objects_are_removed_at_the_end_and_nothing_else_is(string operation, long done)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("keep", "x");
        scene.Put("below/sluice-bench/0123456789abcdef/objects/0000000", "somebody else's");
        CommandResult result = (await scene.RunAsync(["bench", operation, "s3://scene/below/", "--object-size", "10KiB", "--objects", "10", .. Short])).Exits(0);
        Assert.Equal(done, Long(Assert.Single(result.Json).GetProperty("total"), "objects"));
        Assert.Equal(["below/sluice-bench/0123456789abcdef/objects/0000000", "keep"], scene.Keys());
        Assert.Empty(Directory.GetFiles(Path.Combine(scene.StateDirectory, "bench")));
    }

    [Fact]
    public async Task Mixed_work_has_the_shares_that_were_asked_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync(["bench", "mixed", "s3://scene", "--object-size", "1KiB", "--objects", "20", "--mix", "get=50,put=25,stat=15,delete=10", .. Short])).Exits(0);
        // 20 objects and 2 to delete are made first; the removal lists and deletes at the end.
        Assert.Equal((30, 22 + 15, 9, 6 + 1), (scene.Server.Requests["GetObject"], scene.Server.Requests["PutObject"], scene.Server.Requests["HeadObject"], scene.Server.Requests["DeleteObjects"]));
    }

    [Fact]
    public async Task What_a_killed_benchmark_left_is_removed_by_the_next_one_and_by_no_other_hand()
    {
        await using Scene scene = await Scene.BeginAsync();
        FaultRule slow = scene.Server.Faults.On("UploadPart").Nth(3).Delay(TimeSpan.FromMinutes(5));
        using (CommandProcess killed = scene.Start("bench", "upload", "s3://scene", "--object-size", "12MiB", "--objects", "2", "--part-size", "5MiB", "--no-progress"))
        {
            await Scene.UntilAsync(() => slow.Hits > 0);
            await killed.KillAsync();
        }
        scene.Put("sluice-bench/0123456789abcdef/x", "nobody knows whose");
        Assert.NotEqual(0, scene.UnfinishedUploads());
        scene.Server.Faults.Clear();
        (await scene.RunAsync(["bench", "list", "s3://scene", .. Short])).Exits(0).Says("Removed test objects that a benchmark of");
        Assert.Equal(0, scene.UnfinishedUploads());
        Assert.Equal(["sluice-bench/0123456789abcdef/x"], scene.Keys());
        Assert.Empty(Directory.GetFiles(Path.Combine(scene.StateDirectory, "bench")));
    }

    [Fact]
    public async Task Two_benchmarks_at_once_do_not_remove_each_others_objects()
    {
        await using Scene scene = await Scene.BeginAsync();
        FaultRule held = scene.Server.Faults.On("GetObject").Nth(1).Delay(TimeSpan.FromSeconds(4));
        using CommandProcess first = scene.Start("bench", "download", "s3://scene", "--object-size", "1KiB", "--objects", "5", "--iterations", "2", "--warm-up", "0s", "--json", "--no-progress");
        await Scene.UntilAsync(() => held.Hits > 0);
        (await scene.RunAsync(["bench", "upload", "s3://scene", "--object-size", "1KiB", "--objects", "5", .. Short])).Exits(0);
        Assert.Equal(5, scene.Keys().Length);
        JsonElement total = Assert.Single((await first.ResultAsync()).Exits(0).Json).GetProperty("total");
        Assert.Equal((10, 0), (Long(total, "objects"), Long(total, "failed")));
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task What_was_left_at_another_store_stays_and_is_said()
    {
        await using Scene scene = await Scene.BeginAsync();
        string state = Directory.CreateDirectory(Path.Combine(scene.StateDirectory, "bench")).FullName;
        string record = Path.Combine(state, "0123456789abcdef.json");
        string prefix = Convert.ToBase64String("sluice-bench/0123456789abcdef/"u8);
        File.WriteAllText(record, $$"""{"id":"0123456789abcdef","endpoint":"http://elsewhere/","bucket":"scene","prefix":"{{prefix}}","begun":"2026-11-22T10:00:00+00:00"}""");
        scene.Put("sluice-bench/0123456789abcdef/x", "of the same name, and not at that store");
        (await scene.RunAsync(["bench", "list", "s3://scene", .. Short])).Exits(0).Says("Could not remove test objects", "http://elsewhere/, and this is another store.");
        Assert.Single(scene.Keys());
        Assert.True(File.Exists(record));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupted_benchmark_removes_its_objects_and_tells_no_figures(string signal)
    {
        await using Scene scene = await Scene.BeginAsync();
        FaultRule slow = scene.Server.Faults.On("UploadPart").Trickle(200_000);
        using CommandProcess process = scene.Start("bench", "upload", "s3://scene", "--object-size", "12MiB", "--objects", "2", "--part-size", "5MiB", "--no-progress", "--json");
        await Scene.UntilAsync(() => slow.Hits > 0);
        await process.SignalAsync(signal);
        CommandResult result = (await process.ResultAsync()).Exits(130);
        Assert.Empty(result.Lines);
        Assert.Empty(scene.Keys());
        Assert.Equal(0, scene.UnfinishedUploads());
        Assert.Empty(Directory.GetFiles(Path.Combine(scene.StateDirectory, "bench")));
    }

    [Fact]
    public async Task When_every_object_fails_no_figure_is_shown()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int number = 0; number < 12; number++)
            scene.Put($"data/{number}", "x");
        scene.Server.Faults.On("GetObject").Reply(404, "NoSuchKey");
        CommandResult result = (await scene.RunAsync("bench", "download", "s3://scene/data/", "--warm-up", "0s", "--no-progress")).Exits(1)
            .Says("missing:", "s3://scene/data/", "2 more failures are not shown.", "No object was done, so there is nothing to tell.");
        Assert.Empty(result.Lines);
        // Once is enough to know, whatever time there is.
        Assert.Equal(12, scene.Server.Requests["GetObject"]);
    }

    [Fact]
    public async Task Objects_that_fail_are_counted_named_and_in_no_throughput()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int number = 0; number < 4; number++)
            scene.Put($"data/{number}", Scene.Bytes(1000));
        scene.Server.Faults.On("GetObject").Key("data/2").Reply(404, "NoSuchKey");
        CommandResult result = (await scene.RunAsync(["bench", "download", "s3://scene/data/", .. Short])).Exits(1).Says("s3://scene/data/2");
        JsonElement total = Assert.Single(result.Json, static line => line.TryGetProperty("total", out _)).GetProperty("total");
        Assert.Equal((9, 3, 9000), (Long(total, "objects"), Long(total, "failed"), Long(total, "bytes")));
    }

    [Fact]
    public async Task Retries_and_throttles_are_counted_and_remarked()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int number = 0; number < 4; number++)
            scene.Put($"data/{number}", Scene.Bytes(1000));
        scene.Server.Faults.On("GetObject").Times(2).Reply(503, "SlowDown");
        JsonElement result = Assert.Single((await scene.RunAsync(["bench", "download", "s3://scene/data/", .. Short])).Exits(0).Json);
        JsonElement total = result.GetProperty("total");
        Assert.Equal((12, 14, 2, 2), (Long(total, "objects"), Long(total, "requests"), Long(total, "retries"), Long(total, "throttles")));
        Assert.Equal(12, Long(result.GetProperty("latency_seconds"), "count"));
        Assert.Contains(result.GetProperty("remarks").EnumerateArray(), static remark => remark.GetString()!.Contains("asked to slow down 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damaged_bytes_fail_unless_checksums_are_left_out()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("data/small", Scene.Bytes(1000));
        scene.Put("data/large", Scene.Bytes(12 << 20));
        scene.Server.Faults.On("GetObject").Corrupt();
        (await scene.RunAsync(["bench", "download", "s3://scene/data/", "--part-size", "5MiB", .. Short])).Exits(1).Says("No object was done");
        JsonElement result = Assert.Single((await scene.RunAsync(["bench", "download", "s3://scene/data/", "--part-size", "5MiB", "--no-validate", .. Short])).Exits(0).Json);
        Assert.Equal(6, Long(result.GetProperty("total"), "objects"));
        Assert.False(result.GetProperty("settings").GetProperty("validate").GetBoolean());
    }

    [Fact]
    public async Task Downloads_go_where_they_are_told_and_leave_nothing_there()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("data/a/b", Scene.Bytes(1000));
        scene.Put("data/c", Scene.Bytes(6 << 20));
        scene.Write("out/mine", "x");
        FaultRule held = scene.Server.Faults.On("GetObject").Key("data/a/b").Nth(2).Delay(TimeSpan.FromSeconds(2));
        using (CommandProcess process = scene.Start(["bench", "download", "s3://scene/data/", "--save-to", "out", "--concurrency", "1", .. Short]))
        {
            await Scene.UntilAsync(() => held.Hits > 0);
            Assert.Contains(scene.Files("out"), static file => file.StartsWith("sluice-bench-", StringComparison.Ordinal) && file.EndsWith("/c", StringComparison.Ordinal));
            (await process.ResultAsync()).Exits(0);
        }
        Assert.Equal(["mine"], scene.Files("out"));
        Assert.Equal(["mine"], new DirectoryInfo(scene.Path("out")).EnumerateFileSystemInfos().Select(static entry => entry.Name));
        (await scene.RunAsync(["bench", "download", "s3://scene/data/", "--save-to", "memory", "--memory", "64MiB", .. Short])).Exits(0);
        (await scene.RunAsync(["bench", "download", "s3://scene/data/", "--save-to", "memory", "--memory", "20MiB", .. Short])).Exits(3)
            .Says("have 6,292,456 bytes, and --save-to memory can keep 4,194,304 of a memory of 20,971,520");
    }

    [Fact]
    public async Task A_duration_ends_the_run_and_what_was_under_way_is_finished()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.RunAsync("bench", "download", "s3://scene", "--object-size", "4KiB", "--objects", "10", "--duration", "1.5s", "--warm-up", "0.5s", "--json", "--no-progress")).Exits(0);
        JsonElement record = Assert.Single(result.Json), total = record.GetProperty("total");
        Assert.InRange(total.GetProperty("seconds").GetDouble(), 1.5, 60);
        Assert.Equal(Long(total, "objects") * 4096, Long(total, "bytes"));
        Assert.Equal(0, Long(total, "failed"));
        Assert.Contains(record.GetProperty("timeline").EnumerateArray(), static second => second.GetProperty("at_seconds").GetDouble() <= 0);
        // A busy machine finishes late, so there may be more whole seconds than the duration has; never more than passed.
        Assert.InRange(Long(record.GetProperty("second_bytes_per_second"), "count"), 1, (long)total.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task A_report_has_a_row_for_each_request_of_the_measured_phase()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("data/a", Scene.Bytes(1000));
        string[] args = ["bench", "download", "s3://scene/data/", "--report", "report", "--iterations", "7", "--warm-up", "0.3s", "--no-progress"];
        (await scene.RunAsync(args)).Exits(0).Says("report");
        Assert.Equal(1 + 7, File.ReadLines(scene.Path("report/requests.csv")).Count());
        JsonElement result = JsonDocument.Parse(File.ReadAllBytes(scene.Path("report/result.json"))).RootElement;
        Assert.Equal(7, Long(result.GetProperty("total"), "requests"));
        (await scene.RunAsync(args)).Exits(2).Says("the directory is not empty");
        (await scene.RunAsync([.. args, "--overwrite-report"])).Exits(0);
    }

    [Fact]
    public async Task The_table_fits_80_columns_and_a_log_gets_plain_lines()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.RunAsync("bench", "mixed", "s3://scene", "--object-size", "4KiB", "--iterations", "2", "--warm-up", "0s")).Exits(0);
        Assert.All(result.Lines, static line => Assert.InRange(line.Length, 1, 79));
        Assert.All((string[])["per object", "first byte", "p99", "CPU-s per 1,000 operations", "allocated per operation", "all found while running", "speed unknown"],
            part => Assert.Contains(part, result.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\x1b', result.Output + result.Error);
    }

    [Theory]
    [InlineData(3, "the bucket 'nowhere' does not exist", "bench", "download", "s3://nowhere/")]
    [InlineData(3, "the bucket 'nowhere' does not exist", "bench", "upload", "s3://nowhere/")]
    [InlineData(3, "the bucket 'nowhere' does not exist", "bench", "list", "s3://nowhere/")]
    [InlineData(3, "There are no objects below s3://scene/none/", "bench", "download", "s3://scene/none/")]
    [InlineData(3, "There are no objects below s3://scene/none/", "bench", "list", "s3://scene/none/", "--warm-up", "0s")]
    [InlineData(3, "There are no objects below s3://scene/none/", "bench", "copy", "s3://scene", "--prefix", "none/")]
    [InlineData(2, "--iterations 0", "bench", "download", "s3://scene/", "--iterations", "0")]
    [InlineData(2, "the unit is missing", "bench", "upload", "s3://scene/", "--object-size", "16")]
    [InlineData(2, "cannot be negative", "bench", "upload", "s3://scene/", "--object-size=-1MiB")]
    [InlineData(2, "--auto finds all settings", "bench", "upload", "s3://scene/", "--auto", "--concurrency", "4")]
    [InlineData(2, "without wildcards", "bench", "download", "s3://scene/*.jpg")]
    public async Task What_cannot_be_measured_is_refused_in_words_and_shows_nothing(int exitCode, string expected, params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = (await scene.RunAsync(args)).Exits(exitCode).Says(expected);
        Assert.Empty(result.Lines);
        Assert.Empty(scene.Keys());
    }

    static long Long(JsonElement record, string name) => record.GetProperty(name).GetInt64();
}
