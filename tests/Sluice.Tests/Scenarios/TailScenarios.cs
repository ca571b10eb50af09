using System.Text;

namespace Sluice.Tests.Scenarios;

public sealed class TailScenarios
{
    // Long lines and short ones, of which the last 5,000 do not fit into the first piece that is looked at.
    static readonly string[] Lines = [.. Enumerable.Range(0, 20_000).Select(static i => $"line {i} {new string('x', i % 97)}")];
    static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Join('\n', Lines) + "\n");

    [Fact]
    public async Task Tail_writes_the_last_bytes_or_lines_and_fetches_only_the_end()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("log", Body);
        scene.Put("no-break", "one\ntwo");
        scene.Put("empty", "");
        scene.Server.Requests.Reset();
        Assert.Equal(Lines[^10..], (await scene.RunAsync("tail", "s3://scene/log")).Exits(0).Lines);
        // One piece to look at, and the lines.
        Assert.Equal(2, scene.Server.Requests["GetObject"]);
        Assert.Equal(Lines[^5000..], (await scene.RunAsync("tail", "-n", "5000", "s3://scene/log")).Exits(0).Lines);
        Assert.Equal(Body, (await scene.RunAsync("tail", "-n", "20000", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal(Body, (await scene.RunAsync("tail", "--lines", "30000", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal(Body[^7..], (await scene.RunAsync("tail", "-c", "7", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal("two", (await scene.RunAsync("tail", "-n", "1", "s3://scene/no-break")).Exits(0).Output);
        Assert.Equal("one\ntwo", (await scene.RunAsync("tail", "-c", "1KiB", "s3://scene/no-break")).Exits(0).Output);
        Assert.Empty((await scene.RunAsync("tail", "-n", "0", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Empty((await scene.RunAsync("tail", "s3://scene/empty")).Exits(0).OutputBytes);
        (await scene.RunAsync("tail", "s3://scene/nothing")).Exits(1);
        (await scene.RunAsync("tail", "s3://scene/")).Exits(2).Says("is no object");
        (await scene.RunAsync("tail", "s3://scene/l*")).Exits(2).Says("a wildcard may match many");
        (await scene.RunAsync("tail", "-n", "1", "-c", "1B", "s3://scene/log")).Exits(2).Says("exclude each other");
    }

    [Fact]
    public async Task Cat_range_writes_exactly_these_bytes()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("log", Body);
        Assert.Equal(Body[..100], (await scene.RunAsync("cat", "--range", "0-99", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal(Body[5..6], (await scene.RunAsync("cat", "--range", "5-5", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal(Body[1000..], (await scene.RunAsync("cat", "--range", "1000-", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal(Body[^500..], (await scene.RunAsync("cat", "--range=-500", "s3://scene/log")).Exits(0).OutputBytes);
        Assert.Equal(Body[10..], (await scene.RunAsync("cat", "--range", "10-9223372036854775807", "s3://scene/log")).Exits(0).OutputBytes);
        (await scene.RunAsync("cat", "--range", $"{Body.Length}-", "s3://scene/log")).Exits(1).Says("the range begins at");
        foreach (string wrong in new[] { "x", "-", "9-1", "1-2-3", "1.5-2" })
            (await scene.RunAsync("cat", $"--range={wrong}", "s3://scene/log")).Exits(2).Says("such as 0-99");
        (await scene.RunAsync("cat", "--range", "0-1", "s3://scene/log", "s3://scene/log")).Exits(2).Says("of one object");
        Assert.Equal("line 0", (await scene.ScriptAsync("set -o pipefail; sluice cat --range 0-500000 s3://scene/log | head -c 6")).Exits(0).Output);
    }

    [Fact]
    public async Task A_part_is_of_one_version_and_whole_or_a_failure()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("log", Body);
        scene.Server.Faults.On("GetObject").Nth(1).ResetAfter(70_000);
        Assert.Equal(Body[10..200_010], (await scene.RunAsync("cat", "--range", "10-200009", "s3://scene/log")).Exits(0).OutputBytes);
        scene.Server.Faults.Clear();
        int met = 0;
        scene.Deviate(instead: request =>
        {
            // Between the look at its size and the bytes.
            if (request.Method == "GET" && request.Headers.ContainsKey("range") && Interlocked.Increment(ref met) == 1)
                scene.Put("log", "another");
            return null;
        });
        Assert.Empty((await scene.RunAsync("tail", "-c", "3B", "s3://scene/log")).Exits(1).OutputBytes);
        Assert.True(met > 0);
    }
}
