using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class ProcessSplitScenarios
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Blocks_have_each_line_once_and_whole_whatever_the_lines_are(int seed, bool inStore)
    {
        await using Scene scene = await Scene.BeginAsync();
        Random random = new(seed);
        Dictionary<string, byte[]> objects = [];
        foreach (string name in new[] { "empty-lines", "short", "long", "longer-than-blocks", "no-end", "one" })
            objects[name] = Lines(name, random);
        foreach ((string name, byte[] content) in objects)
            if (inStore)
                scene.Put($"p/{name}", content);
            else
                scene.Write($"p/{name}", content);
        string source = inStore ? "s3://scene/p/" : scene.Path("p") + "/";
        foreach (int block in new[] { 1024, 1500, 4096, 100_000 })
            foreach ((string name, byte[] content) in objects)
            {
                CommandResult run = (await scene.RunAsync("process", "--split", "lines", "--block", $"{block}B", "--jobs", "3", source + name, "--", "cat")).Exits(0);
                byte[] whole = content.Length == 0 || content[^1] == '\n' ? content : [.. content, (byte)'\n'];
                Assert.True(whole.AsSpan().SequenceEqual(run.OutputBytes), $"{name} in blocks of {block}");
            }
    }

    [Fact]
    public async Task Rows_outputs_and_identity_are_per_block_and_the_command_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        string text = string.Concat(Enumerable.Range(0, 3000).Select(static i => $"line {i}\n"));
        scene.Put("p/big.txt", text);
        scene.Put("p/small.txt", "one\n");
        string rows = scene.Path("rows.jsonl");
        // One block fails the first time.
        string[] command = ["process", "--split", "lines", "--block", "4KiB", "--results", rows, "--to", "s3://scene/out/{stem}.{block}", "s3://scene/p/", "--", "sh", "-c",
            $"[ \"$SLUICE_BLOCK\" = 3 ] && [ ! -e {scene.Path("mark")} ] && exit 1; cat"];
        int blocks = (text.Length + 4095) / 4096;
        (await scene.RunAsync(command)).Exits(1).Says($"{blocks + 1} listed = {blocks} done + 1 failed + 0 pending");
        scene.Write("mark", "");
        (await scene.RunAsync(command)).Exits(0).Says($"{blocks + 1} listed = 1 done + {blocks} skipped + 0 pending");
        Assert.Equal(text, string.Concat(Enumerable.Range(0, blocks).Select(number => Encoding.UTF8.GetString(scene.Get($"out/big.{number:d6}")))));
        Assert.Equal("one\n", Encoding.UTF8.GetString(scene.Get("out/small.000000")));
        Assert.Equal(Enumerable.Range(0, blocks), File.ReadLines(rows).Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static row => row.GetProperty("outcome").GetString() == "done" && row.TryGetProperty("block", out _)).Select(static row => row.GetProperty("block").GetInt32()).Order());
    }

    [Fact]
    public async Task Blocks_that_are_together_not_what_the_store_keeps_are_void()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/big", string.Concat(Enumerable.Range(0, 3000).Select(static i => $"line {i}\n")));
        string rows = scene.Path("rows.csv");
        string[] command = ["process", "--split", "lines", "--block", "4KiB", "--results", rows, "s3://scene/p/", "--", "wc", "-l"];
        // Of all answers: what an answer brings beyond its block is not used, but the last one brings nothing beyond.
        scene.Server.Faults.On("GetObject").Corrupt();
        (await scene.RunAsync(command)).Exits(1).Says("The results of all of them are void");
        scene.Server.Faults.Clear();
        CommandResult again = (await scene.RunAsync(command)).Exits(0);
        Assert.Equal(3000, again.Lines.Sum(static line => int.Parse(line, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Staying_programs_and_built_in_actions_take_blocks_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", string.Concat(Enumerable.Range(0, 3000).Select(static i => $"line {i}\n")));
        foreach (string[] action in new string[][] { ["--count", "lines", "s3://scene/big"], ["--input", "file", "s3://scene/big", "--", "sh", "-c", "wc -l <\"$1\"", "sh", "{}"],
            ["--persistent", "s3://scene/big", "--", "sh", "-c", "while read -r task; do path=${task##*path\\\":\\\"}; echo \"{\\\"status\\\":\\\"ok\\\",\\\"result\\\":\\\"$(wc -l <\"${path%%\\\"*}\")\\\"}\"; done"] })
        {
            CommandResult run = (await scene.RunAsync(["process", "--split", "lines", "--block", "8KiB", .. action])).Exits(0);
            Assert.True(run.Lines.Length > 2);
            Assert.Equal(3000, run.Lines.Sum(static line => int.Parse(line, CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("--block", "64MiB", "--block is the size of the blocks of --split lines")]
    [InlineData("--to", "s3://out/{block}", "{block} is the number of a block; it needs --split lines")]
    [InlineData("--split=lines", "--decompress", "what is compressed cannot be cut")]
    [InlineData("--split=lines", "--block=10B", "1 KiB to 1 TiB")]
    [InlineData("--split=lines", "--to=s3://out/{key}", "a template with {block}")]
    [InlineData("--split", "words", "lines")]
    public async Task What_makes_no_sense_with_blocks_is_refused(string one, string two, string says)
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("process", one, two, "s3://scene/p/", "--", "cat")).Exits(2).Says(says);
    }

    static byte[] Lines(string kind, Random random)
    {
        StringBuilder text = new();
        while (text.Length < (kind == "one" ? 30_000 : 20_000))
        {
            int length = kind switch { "empty-lines" => random.Next(3), "short" => random.Next(60), "long" => random.Next(2000), "longer-than-blocks" => random.Next(2) * 9000, "no-end" => random.Next(300), _ => 40_000 };
            text.Append('x', length);
            text.Append(kind is "one" ? "" : "\n");
        }
        if (kind == "no-end")
            text.Append("the last");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
