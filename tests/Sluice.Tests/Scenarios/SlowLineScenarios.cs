using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer.Journal;
using static Sluice.Tests.Scenarios.ResumeScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>What a kill costs on slow lines.</summary>
public sealed class SlowLineScenarios
{
    [Fact]
    public async Task A_kill_at_a_low_bandwidth_costs_an_upload_two_seconds_of_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] bytes = Scene.Bytes(40 << 20);
        scene.Write("big", bytes);
        string[] command = ["cp", "big", "s3://scene/", "--part-size", "5MiB", "--bandwidth", "5MiB", "--no-progress"];
        using (CommandProcess process = scene.Start(command))
        {
            // Of 8 parts no more than 2 are under way at once.
            await Scene.UntilAsync(() => scene.Server.Requests["UploadPart"] >= 5);
            await process.KillAsync();
        }
        long kept = Unfinished(await scene.RunAsync("resume", "--json"));
        Assert.InRange(kept, 15 << 20, 35 << 20);
        scene.Server.Requests.Reset();
        (await scene.RunAsync(command)).Exits(0);
        Assert.InRange(scene.Server.Requests["UploadPart"], 1, 5);
        Assert.Equal(bytes, scene.Get("big"));
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    [Fact]
    public async Task A_kill_at_a_low_bandwidth_costs_a_download_a_moment_of_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] bytes = Scene.Bytes(40 << 20);
        scene.Put("big", bytes);
        string[] command = ["cp", "s3://scene/big", "out/", "--part-size", "20MiB", "--bandwidth", "4MiB", "--no-progress"];
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => Kept(scene) >= 4 << 20);
            await process.KillAsync();
        }
        // Not a single range was whole.
        long kept = Unfinished(await scene.RunAsync("resume", "--json"));
        Assert.InRange(kept, 4 << 20, 16 << 20);
        (await scene.RunAsync(command)).Exits(0).Says("Going on with the run of");
        Assert.Equal(bytes, File.ReadAllBytes(scene.Path("out/big")));
        Assert.Equal(["big"], scene.Files("out"));
    }

    [Fact]
    public async Task On_a_line_that_is_slow_parts_that_have_hardly_begun_are_given_back()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(40 << 20));
        using SlowLine line = new(scene.Server.Url, 512 << 10);
        scene.Environment["AWS_ENDPOINT_URL"] = line.Uri.ToString();
        using CommandProcess process = scene.Start("cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "8", "--no-progress");
        await Scene.UntilAsync(() => line.Open == 8);
        // All together, the first part would be there after 80 seconds.
        await Scene.UntilAsync(() => line.Open <= 2);
        await process.KillAsync();
    }
}
