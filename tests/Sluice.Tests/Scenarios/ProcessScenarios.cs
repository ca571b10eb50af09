using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class ProcessScenarios
{
    [Fact]
    public async Task Each_object_is_given_to_a_program_once_and_results_are_whole_lines()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Put($"p/{i % 4}/{i:00}.txt", string.Concat(Enumerable.Repeat($"line of {i}\n", i + 1)));
        CommandResult counted = (await scene.RunAsync("process", "--tag", "--jobs", "4", "s3://scene/p/", "--", "wc", "-l")).Exits(0);
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"{i % 4}/{i:00}.txt\t{i + 1}").Order(StringComparer.Ordinal), counted.Lines.Order(StringComparer.Ordinal));
        counted.Says("40 listed = 40 done + 0 pending");
        // Outputs of many lines are never between those of another.
        CommandResult copied = (await scene.RunAsync("process", "--jobs", "4", "s3://scene/p/", "--", "sh", "-c", "while read -r line; do echo \"$line\"; done")).Exits(0);
        string[] lines = copied.Lines;
        Assert.Equal(40 * 41 / 2, lines.Length);
        for (int at = 0; at < lines.Length;)
        {
            int number = int.Parse(lines[at].Split(' ')[^1], CultureInfo.InvariantCulture);
            Assert.All(lines[at..(at + number + 1)], line => Assert.Equal($"line of {number}", line));
            at += number + 1;
        }
    }

    [Fact]
    public async Task Output_without_a_line_end_gets_one_and_binary_output_keeps_its_bytes()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] noise = Scene.Bytes(300_000);
        scene.Put("one", noise);
        Assert.Equal((byte[])[.. noise, .. noise[^1] == '\n' ? [] : "\n"u8], (await scene.RunAsync("process", "s3://scene/one", "--", "cat")).Exits(0).OutputBytes);
        Assert.Equal("x\n", (await scene.RunAsync("process", "s3://scene/one", "--", "printf", "x")).Exits(0).Output);
        Assert.Equal("", (await scene.RunAsync("process", "s3://scene/one", "--", "true")).Exits(0).Output);
    }

    [Fact]
    public async Task Programs_get_placeholders_and_environment()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a/b.tar.gz", "hello");
        CommandResult told = (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c",
            "echo \"$@\"; echo \"$SLUICE_KEY|$SLUICE_BUCKET|$SLUICE_SIZE|$SLUICE_ATTEMPT\"", "sh", "{}", "{key}", "{name}", "{stem}", "{ext}", "{dir}", "{bucket}", "{{key}}", "{print $1}")).Exits(0);
        Assert.Equal(["p/a/b.tar.gz p/a/b.tar.gz b.tar.gz b.tar gz a scene {key} {print $1}", "p/a/b.tar.gz|scene|5|1"], told.Lines);
    }

    [Fact]
    public async Task Exit_codes_decide_what_becomes_of_an_object_and_one_stops_no_other()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string code in new[] { "0", "3", "65", "75" })
            scene.Put($"p/{code}", code);
        string results = scene.Path("rows.jsonl");
        CommandResult run = (await scene.RunAsync("process", "--json", "--retries", "1", "--results", results, "s3://scene/p/", "--", "sh", "-c", "read -r code; echo said $code >&2; exit $code")).Exits(1);
        Dictionary<string, JsonElement> ends = run.Json.Where(static line => line.GetProperty("type").GetString() == "processed").ToDictionary(static line => line.GetProperty("source").GetString()!.Split('/')[^1]);
        Assert.Equal(("done", "failed", "quarantined", "failed"), (Outcome(ends["0"]), Outcome(ends["3"]), Outcome(ends["65"]), Outcome(ends["75"])));
        Assert.Equal((1, 2), (ends["3"].GetProperty("attempt").GetInt32(), ends["75"].GetProperty("attempt").GetInt32()));
        Assert.Equal("said 3", ends["3"].GetProperty("stderr").GetString());
        run.Says("Exit code 3: said 3", "4 listed = 1 done + 2 failed + 1 quarantined + 0 pending");
        JsonElement[] rows = [.. File.ReadLines(results).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["done 1", "failed 1", "failed 2", "quarantined 1", "retry 1"], rows.Select(static row => $"{Outcome(row)} {row.GetProperty("attempt").GetInt32()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Damaged_bytes_are_fetched_again_and_what_came_of_them_is_thrown_away()
    {
        await using Scene scene = await Scene.BeginAsync();
        Dictionary<string, string> sums = [];
        for (int i = 0; i < 12; i++)
        {
            // Some are in memory before their program is, and some pass through it.
            byte[] content = Scene.Bytes(i % 3 == 0 ? 6 << 20 : 1000 + i, i);
            sums[$"{i:00}"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
            scene.Put($"p/{i:00}", content);
        }
        scene.Server.Faults.Plan = Sluice.Endpoint.Faults.FaultPlan.Parse("seed=5,corrupt=30%");
        CommandResult run = await scene.RunAsync("process", "--tag", "s3://scene/p/", "--", "sha256sum");
        Dictionary<string, string> told = run.Lines.ToDictionary(static line => line.Split('\t')[0], static line => line.Split('\t')[1].Split(' ')[0]);
        Assert.All(told, pair => Assert.Equal(sums[pair.Key], pair.Value));
        // What was damaged three times failed, and has no line.
        Assert.Equal(12, told.Count + run.Error.Split('\n').Count(static line => line.StartsWith("failed:", StringComparison.Ordinal) && line.Contains("Corrupt", StringComparison.Ordinal)));
        Assert.True(told.Count >= 6, run.Error);
    }

    [Fact]
    public async Task The_same_command_takes_only_what_is_new_or_changed_or_failed()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 10; i++)
            scene.Put($"p/{i}", $"{i}");
        foreach (string name in new[] { "rows.csv", "rows.jsonl" })
        {
            string results = scene.Path(name);
            string[] command = ["process", "--results", results, "s3://scene/p/", "--", "sh", "-c", "read -r n; [ $n != 7 ]"];
            scene.Put("p/3", "3");
            (await scene.RunAsync(command)).Exits(1).Says("10 listed = 9 done + 1 failed + 0 pending");
            (await scene.RunAsync(command)).Exits(1).Says("10 listed = 0 done + 9 skipped + 1 failed + 0 pending");
            scene.Put("p/3", "33");
            (await scene.RunAsync(command)).Exits(1).Says("10 listed = 1 done + 8 skipped + 1 failed + 0 pending");
            // A row that a kill has torn goes, and its object is done again.
            byte[] whole = File.ReadAllBytes(results);
            File.WriteAllBytes(results, whole[..^9]);
            (await scene.RunAsync(command)).Exits(1).Says("+ 1 failed + 0 pending");
            (await scene.RunAsync("process", "--results", results, "s3://scene/p/", "--", "wc")).Exits(2).Says("results of another command");
        }
        foreach ((string name, string text) in new[] { ("notes.csv", "hello\nworld\n"), ("one.csv", "no line end"), ("quote.csv", "don\"t lose\nme\n"), ("other.jsonl", "{\"precious\":true}") })
        {
            string notes = scene.Write(name, text);
            (await scene.RunAsync("process", "--results", notes, "s3://scene/p/", "--", "wc")).Exits(2).Says("no results file");
            Assert.Equal(text, File.ReadAllText(notes));
        }
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        string mark = $"86{Environment.ProcessId % 1000:000}";
        (await scene.RunAsync("process", "--timeout", "500ms", "--retries", "0", "s3://scene/p/", "--", "sh", "-c", $"trap '' TERM; sleep {mark} & sleep {mark}")).Exits(1).Says("took longer than 0.5 s");
        Assert.Equal(0, Sleeping(mark));
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
            await Scene.UntilAsync(() => Sleeping(mark) == 9);
            await process.SignalAsync(signal);
            await process.Ended;
            await Scene.UntilAsync(() => Sleeping(mark) == 0);
        }
        string left = $"88{Environment.ProcessId % 1000:000}";
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", $"setsid sleep {left} >/dev/null 2>&1 & sleep {left} & echo hi")).Exits(0);
        await Scene.UntilAsync(() => Sleeping(left) == 0);
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
            long before = Rows(results);
            await Scene.UntilAsync(() => Rows(results) >= before + target || process.Ended.IsCompleted);
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

    [Fact]
    public async Task Keep_order_gives_results_in_the_order_of_the_keys()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"p/{i:00}", $"{i:00}");
        CommandResult run = await scene.RunAsync("process", "--keep-order", "--jobs", "4", "s3://scene/p/", "--", "sh", "-c", "read -r n; [ $n != 05 ] || sleep 0.5; [ $n != 09 ] || exit 1; echo $n");
        Assert.Equal(Enumerable.Range(0, 30).Where(static i => i != 9).Select(static i => $"{i:00}"), run.Exits(1).Lines);
    }

    [Fact]
    public async Task Programs_that_read_nothing_or_close_their_streams_or_speak_without_end_are_handled()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/large", Scene.Bytes(9 << 20));
        Assert.Equal("hi\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "echo", "hi")).Exits(0).Output);
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "exec >&- 2>&-; sleep 0.3; wc -c >/dev/null; exit 9")).Exits(1).Says("Exit code 9");
        Assert.Equal("y\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "exec 0<&-; sleep 0.2; echo y")).Exits(0).Output);
        (await scene.RunAsync("process", "--retries", "0", "--timeout", "1s", "s3://scene/p/", "--", "yes")).Exits(1).Says("took longer than 1 s");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "head -c 100000 /dev/zero | tr '\\0' e >&2; echo tail >&2; exit 4")).Exits(1).Says("Exit code 4");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_before_anything_runs()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        (await scene.RunAsync("process", "s3://scene/p/")).Exits(2).Says("Say what to do with each object");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "wc", "{nane}")).Exits(2).Says("{nane}", "is no placeholder", "{{nane}}");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sort | uniq -c")).Exits(2).Says("sh -c 'sort | uniq -c'");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "cd", "x")).Exits(2).Says("sh -c");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "no-such-program")).Exits(2).Says("no program no-such-program");
        (await scene.RunAsync("process", "s3://scene/p/", "--", scene.Write("plain", "#!/bin/sh\n"))).Exits(2).Says("not executable");
        (await scene.RunAsync("process", "--timeout", "0", "s3://scene/p/", "--", "wc")).Exits(2).Says("timeout of 0");
        (await scene.RunAsync("process", "--jobs", "0", "s3://scene/p/", "--", "wc")).Exits(2).Says("--jobs 0");
        (await scene.RunAsync("process", "s3://scene/none/", "--", "wc")).Exits(1).Says("0 done + 1 missing");
        (await scene.RunAsync("process", "--dry-run", "-v", "s3://scene/p/", "--", "touch", scene.Path("ran"))).Exits(0);
        Assert.False(File.Exists(scene.Path("ran")));
    }

    [Fact]
    public async Task Arguments_are_in_no_row_unless_asked_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        string quiet = scene.Path("quiet.csv"), told = scene.Path("told.csv");
        (await scene.RunAsync("process", "--results", quiet, "s3://scene/p/", "--", "true", "--password=hunter2")).Exits(0);
        Assert.DoesNotContain("hunter2", File.ReadAllText(quiet), StringComparison.Ordinal);
        (await scene.RunAsync("process", "--results", told, "--log-arguments", "s3://scene/p/", "--", "true", "--password=hunter2")).Exits(0);
        Assert.Contains("hunter2", File.ReadAllText(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_tell_what_a_program_used()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        JsonElement row = (await scene.RunAsync("process", "--json", "s3://scene/p/", "--", "python3", "-c", "import time\nx = bytearray(300_000_000)\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass")).Exits(0).Json[0];
        Assert.InRange(row.GetProperty("user_cpu_seconds").GetDouble() + row.GetProperty("system_cpu_seconds").GetDouble(), 0.25, 10);
        Assert.InRange(row.GetProperty("peak_memory_bytes").GetInt64(), 300_000_000, 400_000_000);
        Assert.InRange(row.GetProperty("seconds").GetDouble(), 0.3, 60);
    }

    static string Outcome(JsonElement row) => row.GetProperty("outcome").GetString()!;

    static long Rows(string path)
    {
        if (!File.Exists(path))
            return 0;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader text = new(file);
        return text.ReadToEnd().Count(static c => c == '\n');
    }

    // Programs that sleep so many seconds, which nobody else does.
    static int Sleeping(string seconds) => Directory.EnumerateDirectories("/proc").Count(directory =>
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(directory)[0]) && File.ReadAllText(Path.Combine(directory, "cmdline")) == $"sleep\0{seconds}\0";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    [Fact]
    public async Task Outputs_become_objects_or_files_only_when_their_program_ended_well()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"in/d{i % 2}/{i}.txt", $"{i}\n");
        CommandResult run = (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}/{stem}.json", "s3://scene/in/", "--", "sh", "-c", "read -r n; echo [$n]; [ $n != 3 ]")).Exits(1).Says("1 failed");
        Assert.Equal("", run.Output);
        Assert.Equal(["out/d0/0.json", "out/d0/2.json", "out/d0/4.json", "out/d1/1.json", "out/d1/5.json"], scene.Keys().Where(static key => key.StartsWith("out/", StringComparison.Ordinal)));
        Assert.Equal("[5]\n", Encoding.UTF8.GetString(scene.Get("out/d1/5.json")));
        Assert.Equal("application/json", scene.Head("out/d1/5.json").Attributes.ContentType);
        (await scene.RunAsync("process", "--to", scene.Path("files") + "/", "s3://scene/in/", "--", "cat")).Exits(0);
        Assert.Equal(["d0/0.txt", "d0/2.txt", "d0/4.txt", "d1/1.txt", "d1/3.txt", "d1/5.txt"], scene.Files("files"));
        Assert.Equal("3\n", await File.ReadAllTextAsync(scene.Path("files/d1/3.txt")));
        // One of several parts.
        scene.Put("one", "1");
        (await scene.RunAsync("process", "--to", "s3://scene/large", "s3://scene/one", "--", "head", "-c", "80000000", "/dev/zero")).Exits(0);
        Assert.Equal(80_000_000, scene.Head("large").ContentLength);
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    [Fact]
    public async Task Outputs_of_one_name_and_outputs_within_the_source_are_refused_before_the_first()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("in/a.csv", "1");
        scene.Put("in/a.json", "2");
        scene.Put("in/sub/b.json", "2");
        (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}/{stem}.txt", "s3://scene/in/", "--", "cat")).Exits(2).Says("Two objects would have the output s3://scene/out/a.txt");
        scene.Put("other/sub/b.json", "3");
        (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}/{name}", "s3://scene/in/", "s3://scene/other/", "--", "cat")).Exits(2).Says("Two objects would have the output s3://scene/out/sub/b.json");
        (await scene.RunAsync("process", "--to", "s3://scene/out/same", "--files-from", scene.Write("names", "a.csv\na.json\n"), "s3://scene/in/", "--", "cat")).Exits(2).Says("tells any two objects apart");
        (await scene.RunAsync("process", "--to", "s3://scene/in/out/{name}", "s3://scene/in/", "--", "cat")).Exits(2).Says("become inputs");
        (await scene.RunAsync("process", "--to", "s3://scene/", "s3://scene/", "--", "cat")).Exits(2).Says("become inputs");
        (await scene.RunAsync("process", "--to", "s3://scene/{dir}/x-{name}", "s3://scene/in/sub/", "--", "cat")).Exits(0);
        (await scene.RunAsync("process", "--to", "s3://scene/in/{dir}/{name}", "s3://scene/in/", "--", "cat")).Exits(2);
        Assert.Equal(["in/a.csv", "in/a.json", "in/sub/b.json", "other/sub/b.json", "x-b.json"], scene.Keys());
    }

    [Fact]
    public async Task An_input_file_has_the_objects_name_and_bytes_and_is_gone_afterwards()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] large = Scene.Bytes(7 << 20);
        scene.Put("p/pic.png", "small");
        scene.Put("p/big.bin", large);
        CommandResult run = (await scene.RunAsync("process", "--tag", "--input", "file", "s3://scene/p/", "--", "sh", "-c", "echo \"$1\"; [ \"$1\" = \"$SLUICE_PATH\" ] && sha256sum <\"$1\"", "sh", "{}")).Exits(0);
        Assert.EndsWith("/pic.png", run.Lines.First(static line => line.StartsWith("pic.png\t/", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(run.Lines, line => line.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large)), StringComparison.Ordinal));
        string path = run.Lines.First(static line => line.StartsWith("big.bin\t/", StringComparison.Ordinal)).Split('\t')[1];
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(path))!));
        (await scene.RunAsync("process", "--memory", "16MiB", "--input", "file", "s3://scene/p/", "--", "true")).Exits(1).Says("does not fit into the memory allowed");
        Assert.Equal("5\n", (await scene.RunAsync("process", "--input", "fifo", "s3://scene/p/pic.png", "--", "sh", "-c", "wc -c <$1", "sh", "{}")).Exits(0).Output);
    }

    [Fact]
    public async Task Built_in_actions_tell_what_programs_would()
    {
        await using Scene scene = await Scene.BeginAsync();
        string text = string.Concat(Enumerable.Range(0, 300_000).Select(static i => $"line {i} of them\n"));
        scene.Put("p/large.txt", text);
        scene.Put("p/small.txt", "no end");
        scene.Put("p/empty.txt", "");
        CommandResult run = (await scene.RunAsync("process", "--keep-order", "--count", "lines,words,bytes", "--hash", "sha256,md5", "s3://scene/p/")).Exits(0);
        Assert.Equal(new[] { "", text, "no end" }.Select(static content => $"{content.Count(static c => c == '\n')}\t{content.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length}\t{content.Length}\t"
            + $"{Hex(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content)))}\t{Hex(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(content)))}"), run.Lines);
        Assert.Equal(["line 77777 of them", "line 177777 of them", "line 277777 of them"], (await scene.RunAsync("process", "--grep", "77777 o", "s3://scene/p/")).Exits(0).Lines);
        Assert.Equal(["no end"], (await scene.RunAsync("process", "--grep", "^no .nd$", "s3://scene/p/")).Exits(0).Lines);
        (await scene.RunAsync("process", "--grep", "(", "s3://scene/p/")).Exits(2).Says("--grep (");
        (await scene.RunAsync("process", "--count", "sheep", "s3://scene/p/")).Exits(2).Says("--count sheep");
        (await scene.RunAsync("process", "--count", "lines", "s3://scene/p/", "--", "wc")).Exits(2).Says("exclude each other");

        static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
    }

    [Fact]
    public async Task Compressed_objects_are_decompressed_by_their_first_bytes()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"line {i}\n")));
        using MemoryStream gzip = new(), zstd = new();
        using (System.IO.Compression.GZipStream stream = new(gzip, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(text);
        using (ZstdSharp.CompressionStream stream = new(zstd, leaveOpen: true))
            stream.Write(text);
        scene.Put("p/a.gz", gzip.ToArray());
        scene.Put("p/b.zst", zstd.ToArray());
        scene.Put("p/c.txt", text);
        scene.Put("p/d.empty", "");
        Assert.Equal(["200000", "200000", "200000", "0"], (await scene.RunAsync("process", "--keep-order", "--decompress", "s3://scene/p/", "--", "wc", "-l")).Exits(0).Lines);
        Assert.Equal(["200000", "200000", "200000", "0"], (await scene.RunAsync("process", "--keep-order", "--decompress", "--count", "lines", "s3://scene/p/")).Exits(0).Lines);
        scene.Put("q/bad.gz", gzip.ToArray()[..1000]);
        scene.Put("q/worse.gz", (byte[])[0x1f, 0x8b, .. new byte[100]]);
        (await scene.RunAsync("process", "--decompress", "--count", "lines", "s3://scene/q/worse.gz")).Exits(1).Says("cannot be decompressed");
        (await scene.RunAsync("process", "--decompress", "--input", "file", "s3://scene/p/", "--", "true")).Exits(2).Says("--decompress goes with stdin");
    }
}
