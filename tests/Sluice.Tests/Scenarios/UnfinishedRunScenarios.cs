using System.Text.Json;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

/// <summary>What a run is told of unfinished ones, and what it tells of those it goes on with.</summary>
public sealed class UnfinishedRunScenarios
{
    static readonly byte[] Big = Scene.Bytes(12 << 20);

    [Fact]
    public async Task A_run_that_writes_where_an_unfinished_one_does_says_so_with_the_command_that_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, "cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress");
        string id = Path.GetFileNameWithoutExtension(Assert.Single(scene.Journals()));
        CommandResult other = (await scene.RunAsync("cp", "big", "s3://scene", "--part-size", "6MiB", "--json")).Exits(0)
            .Says("is unfinished writes to this destination, too: 'sluice resume " + id + "' continues it", "sluice cp big s3://scene/ --part-size 5MiB");
        JsonElement told = Assert.Single(other.Json[^1].GetProperty("unfinished_runs").EnumerateArray());
        Assert.Equal(($"sluice resume {id}", false), (told.GetProperty("resume").GetString(), told.GetProperty("running").GetBoolean()));
        _ = scene.Client.CreateBucket("elsewhere", null, CancellationToken.None).Value;
        CommandResult elsewhere = (await scene.RunAsync("cp", "big", "s3://elsewhere/", "--json")).Exits(0);
        Assert.DoesNotContain("too:", elsewhere.Error, StringComparison.Ordinal);
        Assert.False(elsewhere.Json[^1].TryGetProperty("unfinished_runs", out _));
        // The run that goes on needs no telling of itself.
        CommandResult resumed = (await scene.RunAsync("resume", id)).Exits(0);
        Assert.DoesNotContain("too:", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_summary_of_a_run_that_goes_on_tells_what_was_done_now_and_what_before()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int file = 0; file < 3; file++)
            scene.Write($"tree/a{file}", new byte[1000]);
        scene.Write("tree/big", Big);
        string[] command = ["cp", "tree/", "s3://scene/t/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress", "--json"];
        await StopAsync(scene, command);
        CommandResult resumed = (await scene.RunAsync(command)).Exits(0).Says("now 1 object, 7.00 MiB; before 3 objects, 5.00 MiB. Rates and cost are of what was moved now.");
        JsonElement summary = resumed.Json[^1];
        Assert.Equal((3, 3000, 7 << 20), (summary.GetProperty("earlier_done").GetInt32(), summary.GetProperty("earlier_done_bytes").GetInt32(), summary.GetProperty("moved_bytes").GetInt32()));
        Assert.Equal(summary.GetProperty("skipped").GetInt32(), summary.GetProperty("earlier_done").GetInt32());
    }

    static async Task StopAsync(Scene scene, params string[] command)
    {
        // The second part hangs until the run is told to stop.
        FaultRule rule = scene.Server.Faults.On("UploadPart").Nth(2).Trickle(20_000);
        using CommandProcess process = scene.Start(command);
        await Scene.UntilAsync(() => rule.Hits > 0);
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(130);
        scene.Server.Faults.Clear();
    }
}
