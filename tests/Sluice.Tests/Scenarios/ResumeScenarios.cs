using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

public sealed class ResumeScenarios
{
    static readonly byte[] Big = Scene.Bytes(24 << 20);

    static readonly string[] Up = ["cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress"];
    static readonly string[] Down = ["cp", "s3://scene/big", "out/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress"];

    [Fact]
    public async Task Sigint_during_an_upload_keeps_its_parts_and_the_same_command_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        Assert.Equal(1, scene.UnfinishedUploads());
        scene.Server.Requests.Reset();
        (await scene.RunAsync(Up)).Exits(0).Says("Going on with the run of");
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        Assert.Equal(Big, scene.Get("big"));
        Assert.Equal(0, scene.UnfinishedUploads());
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task Sigterm_during_a_download_keeps_its_ranges_and_the_same_command_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Big);
        await StopAsync(scene, Down, "TERM", scene.Server.Faults.On("GetObject").Nth(3));
        Assert.StartsWith(".big.sluice-", Assert.Single(scene.Files("out")), StringComparison.Ordinal);
        scene.Server.Requests.Reset();
        (await scene.RunAsync(Down)).Exits(0);
        Assert.Equal(3, scene.Server.Requests["GetObject"]);
        Assert.Equal(["big"], scene.Files("out"));
        Assert.Equal(Big, File.ReadAllBytes(scene.Path("out/big")));
        Assert.Empty(scene.Journals());
    }

    static async Task StopAsync(Scene scene, string[] command, string signal, FaultRule rule)
    {
        rule.Trickle(20_000);
        using CommandProcess process = scene.Start(command);
        await Scene.UntilAsync(() => rule.Hits > 0);
        await process.SignalAsync(signal);
        (await process.ResultAsync()).Exits(130).Says("Interrupted. The same command goes on where it was; 'sluice resume' lists unfinished runs");
        scene.Server.Faults.Clear();
    }
}
