using static Sluice.Tests.Scenarios.ResumeScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>Runs of a list of names that go on.</summary>
public sealed class NamedResumeScenarios
{
    [Fact]
    public async Task An_empty_list_of_names_ends_no_run()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("in/big", Big);
        scene.Write("list", "big\n");
        string[] command = ["cp", "--files-from", "list", "in/", "s3://scene/", .. Up[3..]];
        await StopAsync(scene, command, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        scene.Write("list", "");
        (await scene.RunAsync(command)).Exits(0);
        Assert.Equal(1, scene.UnfinishedUploads());
        scene.Write("list", "big\n");
        (await scene.RunAsync(command)).Exits(0).Says("10.0 MiB of it by earlier runs");
        Assert.Empty(scene.Journals());
    }
}
