using System.Text.Json;

namespace Sluice.Tests.Scenarios;

/// <summary>What ends programs and runs, and what is left of them.</summary>
public sealed class ProcessEndScenarios
{
    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        string mark = $"86{Environment.ProcessId % 1000:000}";
        (await scene.RunAsync("process", "--timeout", "500ms", "--retries", "0", "s3://scene/p/", "--", "sh", "-c", $"trap '' TERM; sleep {mark} & sleep {mark}")).Exits(1).Says("took longer than 0.5 s");
        Assert.Equal(0, ProcessTable.Sleeping(mark));
    }

    [Fact]
    public async Task No_program_is_left_when_sluice_is_killed_or_stopped_or_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 4; i++)
            scene.Put($"p/{i}", "1");
        foreach (string signal in new[] { "KILL", "TERM" })
        {
            string mark = $"87{Environment.ProcessId % 1000:000}{(signal == "KILL" ? 1 : 2)}";
            using CommandProcess process = scene.Start("process", "--jobs", "3", "s3://scene/p/", "--", "sh", "-c", $"setsid sleep {mark} & sleep {mark} & sleep {mark}");
            await Scene.UntilAsync(() => ProcessTable.Sleeping(mark) == 9);
            await process.SignalAsync(signal);
            await process.Ended;
            await Scene.UntilAsync(() => ProcessTable.Sleeping(mark) == 0);
        }
        string left = $"88{Environment.ProcessId % 1000:000}";
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", $"setsid sleep {left} >/dev/null 2>&1 & sleep {left} & echo hi")).Exits(0);
        await Scene.UntilAsync(() => ProcessTable.Sleeping(left) == 0);
    }

    [Fact]
    public async Task Killed_at_any_moment_the_same_command_ends_with_one_row_of_done_for_each_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 120; i++)
            scene.Put($"p/{i:000}", $"{i}");
        string results = scene.Path("rows.jsonl");
        string[] command = ["process", "--results", results, "--jobs", "4", "s3://scene/p/", "--", "sh", "-c", "read -r n; sleep 0.02; echo r$n"];
        Random random = new(11);
        for (int kill = 0; kill < 5; kill++)
        {
            using CommandProcess process = scene.Start(command);
            int target = random.Next(1, 25);
            long before = Scene.LinesOf(results);
            await Scene.UntilAsync(() => Scene.LinesOf(results) >= before + target || process.Ended.IsCompleted);
            // Sluice alone: what it leaves behind is for its watcher to clear up.
            await process.SignalAsync("KILL");
            await process.Ended;
        }
        (await scene.RunAsync(command)).Exits(0);
        JsonElement[] rows = [.. File.ReadLines(results).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Enumerable.Range(0, 120).Select(static i => $"p/{i:000} r{i}").Order(StringComparer.Ordinal),
            rows.Where(static row => Outcome(row) == "done").Select(static row => $"{row.GetProperty("key").GetString()} {row.GetProperty("result").GetString()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Halt_ends_the_run_after_as_many_failures_as_it_says()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 60; i++)
            scene.Put($"p/{i:00}", "1");
        foreach (string halt in new[] { "soon,fail=3", "now,fail=3" })
        {
            CommandResult run = (await scene.RunAsync("process", "--jobs", "2", "--halt", halt, "s3://scene/p/", "--", "sh", "-c", "exit 1")).Exits(1).Says("Halted");
            Assert.InRange(run.Error.Split('\n').Count(static line => line.StartsWith("failed:", StringComparison.Ordinal)), 3, 6);
        }
    }

    static string Outcome(JsonElement row) => row.GetProperty("outcome").GetString()!;
}
