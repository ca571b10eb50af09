using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class ProcessBatchScenarios
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Objects_of_a_batch_come_one_behind_the_other_each_once(bool inStore)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 100; i++)
            if (inStore)
                scene.Put($"p/{i:00}", $"line {i:00}\n");
            else
                scene.Write($"p/{i:00}", $"line {i:00}\n");
        string source = inStore ? "s3://scene/p/" : scene.Path("p");
        CommandResult run = (await scene.RunAsync("process", "--batch", "7", "--jobs", "3", source, "--", "sh", "-c", "cat; echo of $SLUICE_BATCH")).Exits(0).Says("100 listed = 100 done + 0 pending");
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => $"line {i:00}"), run.Lines.Where(static line => line.StartsWith("line", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["of 2", .. Enumerable.Repeat("of 7", 14)], run.Lines.Where(static line => line.StartsWith("of", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        CommandResult ordered = (await scene.RunAsync("process", "--batch", "100B", "--keep-order", "--jobs", "3", source, "--", "cat")).Exits(0);
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => $"line {i:00}"), ordered.Lines);
    }

    [Fact]
    public async Task A_placeholder_becomes_a_word_for_each_and_files_may_have_the_same_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"p/{i}/a b", $"{i}");
        CommandResult run = (await scene.RunAsync("process", "--batch", "6", "--keep-order", "s3://scene/p/", "--", "sh", "-c", "echo $# \"${11}\"; cat", "sh", "{bucket}", "{}")).Exits(0);
        Assert.Equal(["12 p/4/a b", "012345"], run.Lines);
        run = (await scene.RunAsync("process", "--batch", "6", "--keep-order", "--input", "file", "s3://scene/p/", "--", "sh", "-c", "cat \"$@\"; basename \"$3\"", "sh", "{}")).Exits(0);
        Assert.Equal(["012345a b"], run.Lines);
    }

    [Fact]
    public async Task A_batch_that_fails_is_halved_until_the_one_to_blame_stands_alone()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 32; i++)
            scene.Put($"p/{i:00}", $"{i}\n");
        string rows = scene.Path("rows.jsonl"), names = scene.Path("names");
        string[] command = ["process", "--batch", "16", "--results", rows, "s3://scene/p/", "--", "sh", "-c", "cat >in.$$; if grep -qx 5 in.$$; then echo five >&2; exit 3; fi; if grep -qx 20 in.$$; then exit 65; fi; cat in.$$"];
        CommandResult run = (await scene.RunAsync(command)).Exits(1).Says("32 listed = 30 done + 1 failed + 1 quarantined + 0 pending", "Exit code 3: five");
        Assert.Equal(Enumerable.Range(0, 32).Except([5, 20]), run.Lines.Select(static line => int.Parse(line, CultureInfo.InvariantCulture)).Order());
        JsonElement[] ends = [.. File.ReadLines(rows).Select(static line => JsonDocument.Parse(line).RootElement).Where(static row => row.GetProperty("outcome").GetString() != "retry")];
        Assert.Equal(32, ends.Length);
        Assert.Equal(["p/05 failed 1", "p/20 quarantined 1"], ends.Where(static row => row.GetProperty("outcome").GetString() != "done").Select(static row => $"{row.GetProperty("key").GetString()} {row.GetProperty("outcome").GetString()} {row.GetProperty("batch").GetInt32()}").Order(StringComparer.Ordinal));
        // The same command takes those that are left.
        (await scene.RunAsync(command)).Exits(1).Says("30 skipped");
        // Names from a list are looked up first, and one that is not there harms no other.
        scene.Write("names", "00\nnot there\n01\n02\n");
        Assert.Equal(["0", "1", "2"], (await scene.RunAsync("process", "--batch", "2", "--files-from", names, "s3://scene/p/", "--", "cat")).Exits(1).Says("1 missing").Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Batches_are_combined_and_decompressed_as_single_objects_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 1; i <= 50; i++)
        {
            using MemoryStream packed = new();
            using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionMode.Compress))
                gzip.Write(Encoding.UTF8.GetBytes($"{i}\n"));
            scene.Put($"p/{i}", i % 2 == 0 ? packed.ToArray() : Encoding.UTF8.GetBytes($"{i}\n"));
        }
        string[] command = ["process", "--batch", "8", "--decompress", "--results", scene.Path("rows.csv"), "--reduce", "awk '{s+=$1} END {print s+0}'", "s3://scene/p/", "--", "cat"];
        Assert.Equal([$"{50 * 51 / 2}"], (await scene.RunAsync(command)).Exits(0).Lines);
        Assert.Equal([$"{50 * 51 / 2}"], (await scene.RunAsync(command)).Exits(0).Says("50 skipped").Lines);
    }

    [Theory]
    [InlineData("--batch=1", "--jobs=2", "2 to 100,000 make sense")]
    [InlineData("--batch=many", "--jobs=2", "--batch")]
    [InlineData("--batch=5", "--persistent", "--batch gives several objects to one program")]
    [InlineData("--batch=5", "--split=lines", "take one of them")]
    [InlineData("--batch=5", "--tag", "a batch has several")]
    [InlineData("--batch=5", "--to=s3://out/{key}", "a batch has several")]
    public async Task What_makes_no_sense_with_batches_is_refused(string one, string two, string says)
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("process", one, two, "s3://scene/p/", "--", "cat")).Exits(2).Says(says);
        (await scene.RunAsync("process", "--batch=5", "s3://scene/p/", "--", "cat", "x{key}")).Exits(2).Says("must be a word of its own");
    }
}
