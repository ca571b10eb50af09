using System.IO.Compression;
using System.Text;

namespace Sluice.Tests.Scenarios;

/// <summary>Objects, programs, answers and files that are damaged, late, or twice: what is not known to be good is no result.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProcessFaultScenarios
{
    [Fact]
    public async Task Compressed_content_that_is_cut_or_has_something_behind_it_fails_at_any_byte()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(static i => $"line {i}\n")));
        byte[] gzip = Gzip(text), zstd = Zstd(text);
        int bad = 0;
        foreach (byte[] whole in new[] { gzip, zstd, Gzip([]), [.. gzip, .. gzip] })
            foreach (int cut in new[] { 1, 4, 7, 8, 9, 15 })
                if (whole.Length - cut >= 4)
                    scene.Put($"bad/{bad++:00}", whole[..^cut]);
        // A second member that is cut within its first bytes, and other bytes behind the end.
        foreach (byte[] more in new byte[][] { gzip[..2], gzip[..5], [0], "garbage"u8.ToArray() })
            scene.Put($"bad/{bad++:00}", (byte[])[.. gzip, .. more]);
        scene.Put($"bad/{bad++:00}", (byte[])[.. zstd, .. "garbage"u8]);
        byte[] flipped = [.. gzip];
        flipped[^6] ^= 1;
        scene.Put($"bad/{bad++:00}", flipped);
        CommandResult run = (await scene.RunAsync("process", "--decompress", "s3://scene/bad/", "--", "wc", "-l")).Exits(1);
        Assert.Equal("", run.Output);
        run.Says($"{bad} listed = 0 done + {bad} failed", "cannot be decompressed", "cut off before its end", "something else follows");
        scene.Put("good/a", Gzip([]));
        scene.Put("good/b", (byte[])[.. gzip, .. Gzip([]), .. gzip]);
        scene.Put("good/c", (byte[])[.. zstd, .. zstd]);
        scene.Put("good/d", (byte[])[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3, .. zstd, 0x5f, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
        Assert.Equal(["0", "1000", "1000", "500"], (await scene.RunAsync("process", "--keep-order", "--decompress", "s3://scene/good/", "--", "wc", "-l")).Exits(0).Lines);
    }

    [Fact]
    public async Task What_descendants_write_after_their_program_has_ended_belongs_to_its_output()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        Assert.Equal("early\nlate\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "(sleep 1; echo late) & echo early")).Exits(0).Output);
    }

    [Fact]
    public async Task Buckets_of_one_name_in_two_stores_share_no_rows()
    {
        await using Scene one = await Scene.BeginAsync();
        await using Scene two = await Scene.BeginAsync();
        one.Put("p/1", "1");
        two.Put("p/1", "1");
        string rows = one.Path("rows.csv");
        (await one.RunAsync("process", "--results", rows, "s3://scene/p/", "--", "wc", "-l")).Exits(0).Says("1 done");
        (await two.RunAsync("process", "--results", rows, "s3://scene/p/", "--", "wc", "-l")).Exits(0).Says("1 done");
        (await two.RunAsync("process", "--dry-run", "--results", rows, "s3://scene/p/", "--", "wc", "-l")).Exits(0).Says("1 skipped");
        (await one.RunAsync("process", "--results", rows, "s3://scene/p/", "--", "wc", "-l")).Exits(0).Says("1 skipped");
    }

    [Fact]
    public async Task A_quote_too_many_in_a_results_file_repeats_nothing_and_a_line_that_is_no_row_is_named()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 5; i++)
            scene.Put($"p/{i}", "x");
        string rows = scene.Path("rows.csv");
        string[] command = ["process", "--results", rows, "s3://scene/p/", "--", "wc", "-c"];
        (await scene.RunAsync(command)).Exits(0);
        string[] lines = await File.ReadAllLinesAsync(rows);
        lines[2] += "\"";
        await File.WriteAllLinesAsync(rows, lines);
        (await scene.RunAsync(command)).Exits(0).Says("5 skipped");
        Assert.Equal(lines, await File.ReadAllLinesAsync(rows));
        lines[3] = "edited";
        await File.WriteAllLinesAsync(rows, lines);
        (await scene.RunAsync(command)).Exits(2).Says("line 4 is no row");
        Assert.Equal(lines, await File.ReadAllLinesAsync(rows));
    }

    [Fact]
    public async Task A_row_says_when_its_result_is_not_all()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        string rows = scene.Path("rows.csv");
        (await scene.RunAsync("process", "--results", rows, "s3://scene/p/", "--", "head", "-c", "100000", "/dev/zero")).Exits(0);
        string[] lines = await File.ReadAllLinesAsync(rows);
        Assert.EndsWith(",result_cut", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",true", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"ok","result":"a"} {"status":"ok"}""")]
    [InlineData("""{"status":"fail","status":"ok"}""")]
    [InlineData("""{"status":"ok","result":"a","result":"b"}""")]
    [InlineData("""{"id":77,"status":"ok","result":"a"}""")]
    [InlineData("""{"id":null,"status":"ok","result":"a"}""")]
    public async Task An_answer_that_can_be_read_in_two_ways_or_is_of_another_object_is_none(string answer)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        string script = $"while IFS= read -r task; do echo '{answer}'; done";
        CommandResult run = (await scene.RunAsync("process", "--retries", "0", "--persistent", "s3://scene/p/", "--", "bash", "-c", script)).Exits(1).Says("0 done + 1 failed");
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_temporary_directory_that_is_missing_is_named_and_no_object_is_said_to_be()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        scene.Environment["TMPDIR"] = scene.Path("gone");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "head", "-c", "1000000", "/dev/zero")).Exits(1).Says("gone", "0 done + 1 failed");
    }

    [Fact]
    public async Task Objects_of_sources_that_overlap_are_processed_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        scene.Put("q/2", "x");
        Assert.Equal(2, (await scene.RunAsync("process", "s3://scene/", "s3://scene/p/", "--", "wc", "-c")).Exits(0).Says("1 skipped").Lines.Length);
    }

    [Fact]
    public async Task Templates_that_join_names_without_a_slash_are_looked_at_before_the_first_output()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("in/a/bc", "1");
        scene.Put("in/ab/c", "2");
        (await scene.RunAsync("process", "--to", "s3://scene/out/{dir}{name}", "s3://scene/in/", "--", "cat")).Exits(2).Says("Two objects would have the output");
        Assert.Equal(["in/a/bc", "in/ab/c"], scene.Keys());
        string files = scene.Path("made");
        (await scene.RunAsync("process", "--to", $"{files}/./new/../other//{{dir}}/{{name}}", "s3://scene/in/", "--", "cat")).Exits(0);
        Assert.Equal(["other/a/bc", "other/ab/c"], scene.Files("made"));
    }

    [Fact]
    public async Task Braces_that_are_no_placeholders_stay_and_a_word_that_could_be_one_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        Assert.Equal("${key} {key} {\"a\":{\"b\":1}} {1} p/1\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "echo", "${key}", "{{key}}", "{\"a\":{\"b\":1}}", "{1}", "{key}")).Exits(0).Output);
        (await scene.RunAsync("process", "s3://scene/p/", "--", "awk", "{print}")).Exits(2).Says("Write {{print}} for the braces themselves");
        Assert.Equal("x\n", (await scene.RunAsync("process", "s3://scene/p/", "--", "awk", "{{print}}")).Exits(0).Output);
    }

    [Fact]
    public async Task The_reason_of_a_stack_trace_is_its_exception()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "python3", "-c", "raise ValueError('no such colour')")).Exits(1).Says("Exit code 1: ValueError: no such colour");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "node", "-e", "throw new TypeError('no such colour')")).Exits(1).Says("TypeError: no such colour");
        (await scene.RunAsync("process", "s3://scene/p/", "--", "sh", "-c", "echo first >&2; echo second >&2; exit 3")).Exits(1).Says("Exit code 3: first (Exit3)", "1 failed, named above");
    }

    [Fact]
    public async Task Memory_of_what_a_program_has_started_counts_as_its_own()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "x");
        (await scene.RunAsync("process", "--retries", "0", "--memory-per-job", "100MiB", "s3://scene/p/", "--", "sh", "-c", "python3 -c 'import time; x = bytearray(b\"x\") * 200_000_000; time.sleep(20)'; true")).Exits(1).Says("bytes of memory");
    }

    [Fact]
    public async Task A_closed_stdout_ends_the_run_at_once_and_quietly()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 200; i++)
            scene.Put($"p/{i:000}", "x");
        CommandResult run = (await scene.ScriptAsync("sluice process --jobs 2 s3://scene/p/ -- sh -c 'echo ran >>" + scene.Path("ran") + "; sleep 0.05; echo x' | head -1")).Exits(0);
        Assert.Equal("x\n", run.Output);
        Assert.InRange((await File.ReadAllLinesAsync(scene.Path("ran"))).Length, 1, 100);
        Assert.DoesNotContain("failed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_results_file_that_cannot_be_written_ends_the_run_and_is_named()
    {
        if (!File.Exists("/dev/full"))
            return;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 200; i++)
            scene.Put($"p/{i:000}", "x");
        // A limit of 8 KiB for a file is a full disk to whoever writes to it; the runtime's double mapping would be such a file.
        CommandResult run = await scene.ScriptAsync($"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 8; sluice process --no-progress --results {scene.Path("rows.csv")} s3://scene/p/ -- wc -c");
        run.Exits(1).Says("The results are not complete", "rows.csv");
        Assert.DoesNotContain("listing broke off", run.Error, StringComparison.Ordinal);
    }

    static byte[] Gzip(byte[] content)
    {
        using MemoryStream made = new();
        using (GZipStream stream = new(made, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(content);
            // Nothing at all would be written for no bytes.
            stream.Flush();
        }
        return made.ToArray() is { Length: > 0 } bytes ? bytes : [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    static byte[] Zstd(byte[] content)
    {
        using MemoryStream made = new();
        using (ZstdSharp.CompressionStream stream = new(made, leaveOpen: true))
            stream.Write(content);
        return made.ToArray();
    }
}
