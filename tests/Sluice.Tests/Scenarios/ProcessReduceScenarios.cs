using System.Text;

namespace Sluice.Tests.Scenarios;

public sealed class ProcessReduceScenarios
{
    // Counts of words, in the form in which they come: associative and commutative.
    const string Tally = "awk '{n[$1]+=$2} END {for (w in n) print w, n[w]}' | sort";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_result_is_the_same_for_any_order_and_any_cut(int seed)
    {
        await using Scene scene = await Scene.BeginAsync();
        Random random = new(seed);
        Dictionary<string, int> expected = [];
        for (int i = 0; i < 600; i++)
        {
            StringBuilder text = new();
            for (int line = random.Next(i == 7 ? 4000 : 12); line >= 0; line--)
            {
                string word = $"w{random.Next(20)}";
                expected[word] = expected.GetValueOrDefault(word) + 1;
                text.Append(word).Append('\n');
            }
            scene.Put($"p/{i:000}", text.ToString());
        }
        string[] wanted = [.. expected.Select(static pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)];
        foreach (string[] ways in new string[][] { ["--jobs", "1"], ["--jobs", "5"], ["--jobs", "3", "--split", "lines", "--block", "1KiB"] })
        {
            CommandResult run = (await scene.RunAsync(["process", "--reduce", $"LC_ALL=C; {Tally}", .. ways, "s3://scene/p/", "--", "sh", "-c", "sort | uniq -c | awk '{print $2, $1}'"])).Exits(0);
            Assert.Equal(wanted, run.Lines);
        }
        (await scene.RunAsync("process", "--reduce", $"LC_ALL=C; {Tally}", "--to", "s3://scene/out/tally", "s3://scene/p/", "--", "awk", "{n[$1]++} END {for (w in n) print w, n[w]}")).Exits(0);
        Assert.Equal(string.Join('\n', wanted) + "\n", Encoding.UTF8.GetString(scene.Get("out/tally")));
    }

    [Fact]
    public async Task Outputs_of_nothing_and_large_ones_are_combined_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big/1", Scene.Bytes(20 << 20, 1));
        scene.Put("big/2", Scene.Bytes(20 << 20, 2));
        // Lines stay lines: each has an end behind it in the end.
        Assert.InRange((await scene.RunAsync("process", "--reduce", "cat", "s3://scene/big/", "--", "cat")).Exits(0).OutputBytes.Length, 40 << 20, (40 << 20) + 3);
        for (int i = 1; i <= 30; i++)
            scene.Put($"few/{i}", string.Concat(Enumerable.Repeat("line\n", i)));
        Assert.Equal([$"{30 * 31 / 2}"], (await scene.RunAsync("process", "--reduce", "awk '{s+=$1} END {print s+0}'", "--count", "lines", "s3://scene/few/")).Exits(0).Lines);
        scene.Put("none/only-a-directory/", "");
        Assert.Equal(["0"], (await scene.RunAsync("process", "--reduce", "awk '{s+=$1} END {print s+0}'", "--count", "lines", "s3://scene/none/")).Exits(0).Lines);
    }

    [Fact]
    public async Task There_is_no_result_without_all_objects_and_the_command_goes_on_to_one()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 1; i <= 700; i++)
            scene.Put($"p/{i}", $"{i}\n");
        string rows = scene.Path("rows.csv"), mark = scene.Path("mark"), calls = scene.Path("calls");
        string[] command = ["process", "--results", rows, "--reduce", "awk '{s+=$1} END {print s+0}'", "s3://scene/p/", "--", "sh", "-c", $"read -r n; echo $n >>{calls}; if [ $n = 300 ] && [ ! -e {mark} ]; then exit 1; fi; echo $n"];
        CommandResult first = (await scene.RunAsync(command)).Exits(1).Says("No result: 1 of 700 objects is not in it");
        Assert.Empty(first.Lines);
        scene.Write("mark", "");
        Assert.Equal([$"{700 * 701 / 2}"], (await scene.RunAsync(command)).Exits(0).Lines);
        // Only what was not in a chunk that was kept was done again.
        Assert.InRange(File.ReadLines(calls).Count(), 701, 900);
        Assert.Equal([$"{700 * 701 / 2}"], (await scene.RunAsync(command)).Exits(0).Says("700 skipped").Lines);
        // What changed is in a sum that it cannot be taken out of.
        scene.Put("p/5", "1000\n");
        Assert.Empty((await scene.RunAsync(command)).Exits(1).Says("combined objects that are not among those of this one (1)").Lines);
    }

    [Fact]
    public async Task A_killed_run_counts_each_object_once_in_the_end()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 1; i <= 1500; i++)
            scene.Put($"p/{i}", $"{i}\n");
        string rows = scene.Path("rows.jsonl");
        string[] command = ["process", "--jobs", "4", "--results", rows, "--reduce", "awk '{s+=$1} END {print s+0}'", "s3://scene/p/", "--", "cat"];
        for (int kill = 0; kill < 4; kill++)
        {
            using CommandProcess run = scene.Start(command);
            int target = 200 * (kill + 1);
            await Scene.UntilAsync(() => File.Exists(rows) && new FileInfo(rows).Length > target * 300);
            await run.KillAsync();
        }
        Assert.Equal([$"{1500 * 1501 / 2}"], (await scene.RunAsync(command)).Exits(0).Lines);
    }

    [Fact]
    public async Task A_line_that_fails_ends_the_run_and_blames_no_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/1", "1");
        CommandResult run = (await scene.RunAsync("process", "--reduce", "echo oh no >&2; exit 4", "s3://scene/p/", "--", "cat")).Exits(1).Says("--reduce failed", "oh no");
        Assert.Empty(run.Lines);
        run.Says("1 listed = 1 done + 0 pending");
    }

    [Theory]
    [InlineData("--reduce", "", "--reduce needs a line for a shell")]
    [InlineData("--reduce=cat", "--tag", "--reduce makes one of all")]
    [InlineData("--reduce=cat", "--to=s3://out/{key}", "without placeholders")]
    [InlineData("--reduce=cat", "--to=s3://out/", "without placeholders")]
    public async Task What_makes_no_sense_with_one_result_is_refused(string one, string two, string says)
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("process", one, two, "s3://scene/p/", "--", "cat")).Exits(2).Says(says);
    }
}
