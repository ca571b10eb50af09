using System.Text;

namespace Sluice.Tests.Scenarios;

/// <summary>What people get wrong at first: each is told once, with what to do, and nothing of it is reported as done.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProcessAdviceScenarios
{
    [Fact]
    public async Task A_program_that_stays_and_never_answers_is_told_of()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1\n");
        CommandResult run = (await scene.RunAsync("process", "--persistent", "--timeout", "11s", "--retries", "0", "s3://scene/p/", "--", "wc", "-l")).Exits(1);
        run.Says("No answer to the first object for 10 s", "--timeout TIME", "1 failed");
    }

    [Fact]
    public async Task Objects_of_a_batch_that_continue_each_other_are_told_of_once_and_compressed_ones_are_not()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (int i in Enumerable.Range(0, 6))
        {
            scene.Put($"lines/{i}", "no end");
            scene.Put($"ended/{i}", "an end\n");
            scene.Put($"gzip/{i}", (byte[])[0x1f, 0x8b, 8, 0, 1]);
        }
        const string Told = "continued by the next object";
        CommandResult run = (await scene.RunAsync("process", "--batch", "3", "s3://scene/lines/", "--", "wc", "-l")).Exits(0).Says(Told);
        Assert.Equal(2, run.Error.Split(Told).Length);
        Assert.DoesNotContain(Told, (await scene.RunAsync("process", "--batch", "3", "s3://scene/ended/", "--", "wc", "-l")).Exits(0).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Told, (await scene.RunAsync("process", "--batch", "3", "s3://scene/gzip/", "--", "wc", "-c")).Exits(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_is_no_text_is_marked_as_not_whole()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", (byte[])[0xff, 0xfe, (byte)'\n']);
        string rows = scene.Path("rows.jsonl");
        (await scene.RunAsync("process", "--results", rows, "s3://scene/p/", "--", "cat")).Exits(0);
        Assert.Contains("\"result_cut\":true", File.ReadAllText(rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_a_run_is_named_by_its_own_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Put($"p/{i:00}", "1\n");
        (await scene.RunAsync("process", "--count", "lines", "--reduce", "exit 3", "s3://scene/p/")).Exits(1).Says("there is no result", "--reduce failed");
        (await scene.RunAsync("process", "--count", "lines", "--reduce", "cat", "s3://scene/none/")).Exits(1).Says("there was nothing to combine");
        CommandResult full = (await scene.ScriptAsync("sluice process --count lines s3://scene/p/ >/dev/full")).Exits(1).Says("No space is left");
        Assert.DoesNotContain("request", full.Error.Split("Incomplete")[0], StringComparison.OrdinalIgnoreCase);
        (await scene.ScriptAsync("sluice process --jobs 1 --results rows.csv s3://scene/p/ -- sh -c 'cat; sleep 0.05' 2>err | head -n 1; code=${PIPESTATUS[0]}; cat err >&2; exit $code")).Exits(1).Says("Nobody reads standard output any more", "of 40");
        (await scene.ScriptAsync("sluice process --count lines --reduce cat s3://scene/p/ >/dev/full")).Exits(1).Says("standard output takes no more", "standard output: No space is left");
    }

    [Fact]
    public async Task A_result_that_was_not_told_has_no_row()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Put($"p/{i:00}", "1\n");
        (await scene.ScriptAsync("sluice process --json --results full.csv s3://scene/p/ -- cat >/dev/full")).Exits(1).Says("Standard output takes no more");
        Assert.DoesNotContain(",done,", File.ReadAllText(scene.Path("full.csv")), StringComparison.Ordinal);
        (await scene.ScriptAsync("sluice process --json --jobs 1 --results left.csv s3://scene/p/ -- sh -c 'cat; sleep 0.05' | head -n 1 >told")).Exits(0);
        Assert.InRange(File.ReadLines(scene.Path("left.csv")).Count(static row => row.Contains(",done,", StringComparison.Ordinal)), 1, 20);
        (await scene.RunAsync("process", "--json", "--results", "full.csv", "s3://scene/p/", "--", "cat")).Exits(0).Says("40 done");
    }

    [Fact]
    public async Task A_script_whose_interpreter_is_not_there_is_refused_before_the_first_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1\n");
        foreach ((string first, string told) in new[] { ("#!/no/such/python3\n", "asks in its first line for /no/such/python3, which is not there"), ("#!/bin/sh\r\n", "line ends of Windows") })
        {
            scene.Write("script", first + "wc -l\n");
            string script = scene.Path("script");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            (await scene.RunAsync("process", "s3://scene/p/", "--", script)).Exits(2).Says(told);
        }
    }

    [Fact]
    public async Task A_dry_run_tells_what_is_planned_from_what_is_left_out_and_a_time_needs_its_unit()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1.txt", "1\n");
        scene.Put("p/2.log", "1\n");
        (await scene.RunAsync("process", "--dry-run", "--include", "*.txt", "s3://scene/p/", "--", "cat")).Exits(0).Says("2 listed = 0 done + 1 planned + 1 skipped + 0 pending");
        (await scene.RunAsync("process", "--timeout", "30", "s3://scene/p/", "--", "cat")).Exits(2).Says("with its unit");
    }

    [Fact]
    public async Task What_is_compressed_is_not_cut_by_its_name_nor_by_its_bytes()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] compressed = [0x1f, 0x8b, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(static i => $"line {i}\n")))];
        scene.Put("named/big.gz", compressed);
        scene.Put("unnamed/big", compressed);
        string[] command = ["process", "--split", "lines", "--block", "4KiB", "--count", "bytes"];
        Assert.Equal([$"{compressed.Length}"], (await scene.RunAsync([.. command, "s3://scene/named/"])).Exits(0).Says("Processed 1 block").Lines);
        string rows = scene.Path("rows.csv");
        (await scene.RunAsync([.. command, "--results", rows, "s3://scene/unnamed/"])).Exits(1).Says("It begins as gzip does");
        // What other blocks came to is void, so that nothing of it is left out the next time.
        Assert.DoesNotContain("skipped", (await scene.RunAsync([.. command, "--results", rows, "s3://scene/unnamed/"])).Exits(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_that_name_a_temporary_file_are_one_kind()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 3; i++)
            scene.Put($"p/{i}", "x");
        (await scene.RunAsync("process", "--input", "file", "s3://scene/p/", "--", "sh", "-c", "echo \"bad: $1\" >&2; exit 3", "sh", "{}")).Exits(1).Says("3 × Exit code 3: bad: {}");
    }
}
