using Sluice.Tests.Support;
using static Sluice.Tests.Scenarios.SlurmScene;

namespace Sluice.Tests.Scenarios;

/// <summary>In a cluster of their own: a node that came back does not always take tasks at once.</summary>
[Collection("Slurm")]
[Trait("Needs", "slurm")]
public sealed class SlurmNodeScenarios(SlurmCluster cluster) : IClassFixture<SlurmCluster>
{
    [Theory]
    [InlineData("index")]
    [InlineData("lease")]
    public async Task A_task_that_starts_elsewhere_while_the_old_one_still_runs_doubles_no_item(string claim)
    {
        await using Scene scene = await BeginAsync(cluster, 120);
        await CreateHeldAsync(scene, claim, "6s");
        string id = await SubmitAsync(scene, "2");
        await Scene.UntilAsync(() => Marks(scene).Length > 2);
        string node = await cluster.AskAsync("squeue", "-h", "-r", "-j", $"{id}_0", "-o", "%N");
        await cluster.KillAsync(node);
        try
        {
            // A mark begins with the restarts of the task and its index.
            await SlurmCluster.UntilAsync(() => Task.FromResult(Marks(scene).Any(static mark => mark.StartsWith("1 0 ", StringComparison.Ordinal))));
            scene.Write("go", "");
            await cluster.GoneAsync(id);
        }
        finally
        {
            await cluster.ReviveAsync(node);
        }
        await AssertDoneAsync(scene, 120);
        if (claim == "index")
            Assert.Contains(Marks(scene).GroupBy(static mark => mark.Split(' ')[2]), static marks => marks.Select(static mark => mark[0]).Distinct().Count() == 2);
    }
}
