using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class RunScenarios
{
    [Fact]
    public async Task Run_carries_out_every_line_of_a_file_and_sums_up_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a b.bin", "blank");
        scene.Write("c", "c");
        scene.Put("old/1", "x");
        scene.Put("move/1", "m");
        scene.Write("lines", """
            # nightly
            cp 'a b.bin' "s3://scene/with blank"

            cp c s3://scene/\#c --metadata k=v
            rm s3://scene/old/1
              mv s3://scene/move/ here/
            """);
        CommandResult run = (await scene.RunAsync("run", "lines", "--report", "r.csv")).Exits(0);
        run.Says("Finished 4 objects", "4 listed = 4 done + 0 pending", "4 run = 4 succeeded + 0 failed", "4 rows in r.csv");
        Assert.Empty(run.Output);
        Assert.Equal(["#c", "with blank"], scene.Keys());
        Assert.Equal(["1"], scene.Files("here"));
        Assert.Equal(["cp", "cp", "mv", "rm"], File.ReadLines(scene.Path("r.csv")).Skip(1).Select(row => row.Split(',')[7]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_names_file_and_line_of_what_failed_and_exits_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        scene.Write("lines", "cp a s3://scene/a\ncp nope s3://scene/b\ncp a s3://no-such-bucket/a\ncp a b\n");
        CommandResult run = (await scene.RunAsync("run", "lines", "--json")).Exits(1);
        run.Says("failed: lines:2: exit code 1: cp nope", "failed: lines:3: exit code 3: cp a s3://no-such-bucket/a", "failed: lines:4: exit code 2: cp a b", "1 succeeded + 3 failed");
        Dictionary<int, int> codes = run.Json.Where(record => record.GetProperty("type").GetString() == "line")
            .ToDictionary(record => record.GetProperty("line").GetInt32(), record => record.GetProperty("exit_code").GetInt32());
        Assert.Equal(new Dictionary<int, int> { [1] = 0, [2] = 1, [3] = 3, [4] = 2 }, codes.OrderBy(pair => pair.Key).ToDictionary());
        Assert.Equal(1, run.Json[^1].GetProperty("exit_code").GetInt32());
        Assert.Contains(run.Json, static record => record.GetProperty("type").GetString() == "outcome");
        Assert.Equal(["a"], scene.Keys());
    }

    [Fact]
    public async Task Run_tells_every_line_of_a_file_that_is_no_command_before_anything_runs()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        scene.Write("lines", "cp a s3://scene/a\ncopy a b\ncp a\nsluice cp a s3://scene/a\ncp 'a s3://scene/a\ncp a s3://scene/a --json\ncp - s3://scene/a\ncp --help\nrun lines\n");
        (await scene.RunAsync("run", "lines")).Exits(2).Says("lines:2: copy is no command of a list; those are cp, ", "lines:3: The destination is missing", "lines:4: leave out 'sluice'",
            "lines:5: a ' is not closed", "lines:6: --json is for all lines", "lines:7: a line has no stdin", "lines:8:", "lines:9: run is no command", "8 lines cannot be understood");
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task Run_takes_lines_from_stdin_as_they_come_and_exits_2_for_those_that_are_no_commands()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        (await scene.RunAsync(["run", "-", "--verbose"], "cp a s3://scene/1\nnonsense\ncp a s3://scene/2"u8.ToArray())).Exits(2).Says("stdin:2: nonsense is no command", "2 succeeded + 1 failed");
        Assert.Equal(["1", "2"], scene.Keys());
    }

    [Fact]
    public async Task What_is_set_for_options_holds_for_each_line()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("tree/b.tmp", "b");
        scene.Put("old", "old");
        scene.Write("lines", "cp tree/ s3://scene/t/\ncp tree/a s3://scene/old\ncp tree/a s3://scene/own --storage-class GLACIER\n");
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[options]\nstorage_class = STANDARD_IA\nno_clobber = 1\nreport = rows.csv\n");
        scene.Environment["SLUICE_EXCLUDE"] = "*.tmp";
        (await scene.RunAsync("run", "lines", "--quiet")).Exits(0);
        Assert.Equal(["old", "own", "t/a"], scene.Keys());
        Assert.Equal(("old", "STANDARD_IA", "GLACIER"), (Encoding.UTF8.GetString(scene.Get("old")), scene.Head("t/a").Attributes.StorageClass, scene.Head("own").Attributes.StorageClass));
        scene.Environment["SLUICE_SSE"] = "much";
        (await scene.RunAsync("run", "lines", "--report", "more.csv")).Exits(2).Says("lines:1: --sse much: give one of", "lines:1: Besides what was typed, these are set:", "--sse by SLUICE_SSE");
    }

    [Fact]
    public async Task Run_with_stop_on_error_begins_no_line_after_one_that_failed()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        StringBuilder lines = new("cp a s3://scene/1\ncp nope s3://scene/2\n");
        for (int n = 0; n < 100; n++)
            lines.Append("cp a s3://scene/never\n");
        scene.Write("lines", lines.ToString());
        (await scene.RunAsync("run", "lines", "--jobs", "1", "--stop-on-error")).Exits(1).Says("2 run = 1 succeeded + 1 failed; the others were not begun");
        Assert.Equal(["1"], scene.Keys());
    }

    [Fact]
    public async Task Run_of_many_lines_shares_connections_and_stays_within_one_memory_cap()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(6 << 20);
        for (int n = 0; n < 12; n++)
            scene.Write($"in/{n}", content);
        scene.Write("lines", string.Concat(Enumerable.Range(0, 12).Select(n => $"cp in/{n} s3://scene/{n} --part-size 5MiB\n")) + string.Concat(Enumerable.Range(0, 300).Select(n => $"cp lines s3://scene/small/{n}\n")));
        CommandResult run = (await scene.RunAsync("run", "lines", "--memory", "32MiB", "--json")).Exits(0);
        JsonElement summary = run.Json[^1];
        Assert.Equal(("run", 312), (summary.GetProperty("operation").GetString(), summary.GetProperty("done").GetInt32()));
        Assert.InRange(summary.GetProperty("peak_memory_bytes").GetInt64(), 1, 300 << 20);
        Assert.Equal(content, scene.Get("11"));
    }

    [Fact]
    public async Task Run_of_syncs_removes_when_their_own_copies_have_arrived_whatever_other_lines_do()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("slow", "s");
        scene.Write("one/a", "a");
        scene.Write("two/a", "a");
        scene.Put("p1/old", "o");
        scene.Put("p2/old", "o");
        // The first line cannot end before both syncs have removed.
        scene.Server.Faults.On("PutObject").Key("slow").Delay(TimeSpan.FromSeconds(5));
        scene.Write("lines", "cp slow s3://scene/slow\nsync one s3://scene/p1 --delete\nsync two s3://scene/p2 --delete\nsync three s3://scene/p3\n");
        using CommandProcess process = scene.Start("run", "lines", "--report", "r.csv");
        await Scene.UntilAsync(() => scene.Server.Requests["DeleteObjects"] == 2);
        Assert.DoesNotContain("slow", scene.Keys());
        (await process.ResultAsync()).Exits(1).Says("missing: three: There is no such directory.", "failed: lines:4: exit code 1: sync three", "6 listed = 5 done", "6 rows in r.csv", "4 run = 3 succeeded + 1 failed");
        Assert.Equal(["p1/a", "p2/a", "slow"], scene.Keys());
        Assert.Equal(5, File.ReadLines(scene.Path("r.csv")).Count(static row => row.Contains(",sync,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sigint_ends_a_run_of_lines_also_while_stdin_gives_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        if (OperatingSystem.IsWindows())
            return;
        scene.Write("a", "a");
        // The command itself holds the other end of its stdin open, so that it never ends.
        string[] wrapper = ["bash", "-c", "mkfifo in && exec 3<>in && echo cp a s3://scene/a >&3 && exec \"$@\" <&3", "bash"];
        using CommandProcess process = new(["run", "-", "--no-progress"], scene.Environment, scene.Directory, wrapper: wrapper);
        await Scene.UntilAsync(() => scene.Server.Requests["PutObject"] > 0);
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(130).Says("Interrupted");
        Assert.Equal(["a"], scene.Keys());
    }
}
