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
        // A mark begins with the restarts of the task and its index.
        await Scene.UntilAsync(() => Marks(scene).Any(static mark => mark.StartsWith("0 0 ", StringComparison.Ordinal)));
        string node = await cluster.AskAsync("squeue", "-h", "-r", "-j", $"{id}_0", "-o", "%N");
        await cluster.KillAsync(node);
        try
        {
            // The old one still has what it began: nothing ends before it is told to go on.
            await SlurmCluster.UntilAsync(() => Task.FromResult(Marks(scene).Any(static mark => mark.StartsWith("1 0 ", StringComparison.Ordinal))));
            // By its index the new one has the chunk that the old one still does; a lease keeps it off, as long as that is renewed.
            if (claim == "index")
                await SlurmCluster.UntilAsync(() => Task.FromResult(DoneByBoth().Length > 0));
            scene.Write("go", "");
            await cluster.GoneAsync(id);
        }
        finally
        {
            await cluster.ReviveAsync(node);
        }
        // Of what both have done the ledger has one row, as of all others.
        await AssertDoneAsync(scene, 120);

        string[] DoneByBoth() => [.. KeysOf("0 0 ").Intersect(KeysOf("1 0 "))];

        IEnumerable<string> KeysOf(string attempt) => Marks(scene).Where(mark => mark.StartsWith(attempt, StringComparison.Ordinal)).Select(mark => mark[attempt.Length..]);
    }
}
