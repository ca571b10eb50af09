using System.Text.Json;
using Sluice.Benchmarking;
using Sluice.Tests.Benchmarking;

namespace Sluice.Tests.Scenarios;

/// <summary>What a benchmark leaves behind, and what is made of it.</summary>
public sealed class BenchReportScenarios
{
    [Fact]
    public async Task A_report_has_a_row_for_each_request_of_the_result()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult run = await scene.RunAsync("bench", "download", $"s3://{Scene.Bucket}", "--object-size", "64KiB", "--objects", "20", "--iterations", "2", "--warm-up", "0s", "--report", "r");
        Assert.True(run.ExitCode == 0, run.Error);

        Assert.True(ResultFile.TryRead(scene.Path("r"), out BenchResult? result, out string problem), problem);
        string[] rows = File.ReadAllLines(scene.Path("r/requests.csv"))[1..];
        Assert.Equal(result.Total.Requests, rows.Length);
        Assert.Equal(rows.Length, result.LatencyHistogram!.Buckets.Sum(static bucket => bucket.Count));
        Assert.All(rows, static row => Assert.StartsWith("GetObject", row.Split(',')[1], StringComparison.Ordinal));
        Assert.Equal(Environment.ProcessorCount, result.Machine.Cores);
        Assert.Contains("<!doctype html>", File.ReadAllText(scene.Path("r/report.html")), StringComparison.Ordinal);

        CommandResult again = await scene.RunAsync("bench", "download", $"s3://{Scene.Bucket}", "--object-size", "64KiB", "--report", "r");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("not empty", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_exits_with_4_only_on_a_regression_that_the_interval_supports()
    {
        await using Scene scene = await Scene.BeginAsync();
        Leave(scene, "before.json", SomeResult.Of(1));
        Leave(scene, "same.json", SomeResult.Of(2));
        Leave(scene, "slow.json", SomeResult.Of(3, 0.8));

        CommandResult same = await scene.RunAsync("bench", "compare", "before.json", "same.json");
        Assert.True(same.ExitCode == 0, same.Error);
        Assert.Contains("No difference", same.Output, StringComparison.Ordinal);

        CommandResult slow = await scene.RunAsync("bench", "compare", "before.json", "slow.json");
        Assert.Equal(4, slow.ExitCode);
        Assert.Contains("Regression", slow.Output, StringComparison.Ordinal);
        Assert.Contains("95 % interval 0.7", slow.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await scene.RunAsync("bench", "compare", "before.json", "slow.json", "--tolerance", "30%")).ExitCode);

        CommandResult json = await scene.RunAsync("bench", "compare", "before.json", "slow.json", "--json");
        JsonElement record = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(4, json.ExitCode);
        Assert.True(record.GetProperty("regression").GetBoolean());
        Assert.Equal("rounds", record.GetProperty("interval").GetProperty("basis").GetString());
        Assert.InRange(record.GetProperty("interval").GetProperty("high").GetDouble(), 0.7, 0.95);
    }

    [Fact]
    public async Task Results_of_different_operations_and_files_that_are_none_are_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        Leave(scene, "down.json", SomeResult.Of());
        Leave(scene, "up.json", SomeResult.Of() with { Operation = BenchOperation.Upload });
        scene.Write("cut.json", File.ReadAllBytes(scene.Path("down.json"))[..1000]);

        CommandResult other = await scene.RunAsync("bench", "compare", "down.json", "up.json");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("nothing to compare", other.Error, StringComparison.Ordinal);

        CommandResult broken = await scene.RunAsync("bench", "compare", "cut.json", "gone.json");
        Assert.Equal(3, broken.ExitCode);
        Assert.Contains("cut.json: This is no complete result", broken.Error, StringComparison.Ordinal);
        Assert.Contains("gone.json: no such file", broken.Error, StringComparison.Ordinal);

        foreach (string tolerance in new[] { "5", "-5%", "100%", "NaN%", "many" })
            Assert.Equal(2, (await scene.RunAsync("bench", "compare", "down.json", "down.json", "--tolerance", tolerance)).ExitCode);
    }

    static void Leave(Scene scene, string name, BenchResult result)
    {
        using FileStream stream = File.Create(scene.Path(name));
        ResultFile.Write(stream, result with { Remarks = [] });
    }
}
