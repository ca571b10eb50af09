using Sluice.Endpoint;

namespace Sluice.Tests.Scenarios;

public sealed class SyncTroubleScenarios
{
    [Theory]
    [InlineData("edited")]
    [InlineData("truncated")]
    [InlineData("for another bucket")]
    public async Task Sync_by_a_plan_that_is_not_as_it_was_written_exits_3_and_does_nothing(string how)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/new", "a");
        scene.Put("old", "o");
        (await scene.RunAsync("sync", "tree", "s3://scene", "--delete", "--dry-run", "--plan-out", "plan.jsonl")).Exits(0);
        string plan = File.ReadAllText(scene.Path("plan.jsonl"));
        string[] expected = ["sync", "--plan", "plan.jsonl", .. how == "for another bucket" ? (string[])["tree", "s3://scene-two"] : []];
        scene.Write("plan.jsonl", how switch
        {
            "edited" => plan.Replace("\"size\":1,", "\"size\":2,", StringComparison.Ordinal),
            "truncated" => plan[..(plan.TrimEnd('\n').LastIndexOf('\n') + 1)],
            _ => plan,
        });
        Assert.Equal(how == "for another bucket", plan == File.ReadAllText(scene.Path("plan.jsonl")));
        (await scene.RunAsync(expected)).Exits(3).Says("The plan plan.jsonl is refused, and nothing was done: ");
        Assert.Equal(["old"], scene.Keys());
    }

    [Fact]
    public async Task Sync_of_a_directory_that_changes_meanwhile_names_what_vanished_and_mixes_nothing()
    {
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Faults = new() { Latency = TimeSpan.FromMilliseconds(20) } });
        for (int i = 0; i < 200; i++)
            scene.Write($"tree/{i:d3}", "first");
        scene.Put("p/old", "o");
        using CommandProcess process = scene.Start("sync", "tree", "s3://scene/p", "--delete", "--concurrency", "1", "--report", "r.csv");
        await Scene.UntilAsync(() => scene.Server.Requests["PutObject"] > 1);
        File.Delete(scene.Path("tree/190"));
        scene.Write("tree/195", "other, longer");
        scene.Write("tree/zz", "late");
        (await process.ResultAsync()).Exits(1).Says("missing: tree/190", "Nothing was removed, and 1 item stays");
        Assert.Contains("p/old", scene.Keys());
        scene.Server.Faults.Plan = Sluice.Endpoint.Faults.FaultPlan.None;
        (await scene.RunAsync("sync", "tree", "s3://scene/p", "--delete")).Exits(0);
        (await scene.RunAsync("verify", "tree", "s3://scene/p")).Exits(0).Says("200 identical");
        Assert.Equal("other, longer"u8.ToArray(), scene.Get("p/195"));
    }

    [Fact]
    public async Task Sync_of_a_bucket_that_grows_meanwhile_loses_nothing_and_the_next_one_brings_the_rest()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 1100; i++)
            scene.Put($"p/k{i:d4}", "");
        scene.Write("back/surplus", "s");
        scene.Server.Requests.Reset();
        scene.Server.Faults.On("ListObjectsV2").Nth(2).Delay(TimeSpan.FromSeconds(2));
        using CommandProcess process = scene.Start("sync", "s3://scene/p", "back", "--delete", "--json");
        await Scene.UntilAsync(() => scene.Server.Requests["ListObjectsV2"] >= 1);
        // Before, within and behind what has been listed.
        foreach (string late in new[] { "p/a", "p/k0500x", "p/k1099x", "p/z" })
            scene.Put(late, "late");
        System.Text.Json.JsonElement summary = (await process.ResultAsync()).Exits(0).Json[^1];
        Assert.InRange(summary.GetProperty("copied").GetInt32(), 1100, 1104);
        Assert.Equal(1, summary.GetProperty("removed").GetInt32());
        scene.Server.Faults.Clear();
        (await scene.RunAsync("sync", "s3://scene/p", "back", "--delete")).Exits(0).Says("0 removed");
        (await scene.RunAsync("verify", "s3://scene/p", "back")).Exits(0).Says("1,104 identical");
    }
}
