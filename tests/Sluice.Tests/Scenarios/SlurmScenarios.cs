using System.Text;
using Sluice.Tests.Support;
using static Sluice.Tests.Scenarios.SlurmScene;

namespace Sluice.Tests.Scenarios;

[Collection("Slurm")]
[Trait("Needs", "slurm")]
public sealed class SlurmScenarios(SlurmCluster cluster) : IClassFixture<SlurmCluster>
{
    [Theory]
    [InlineData("lease")]
    [InlineData("index")]
    public async Task An_array_of_Slurm_does_a_job_and_no_secret_lies_anywhere(string claim)
    {
        await using Scene scene = await BeginAsync(cluster, 300, hasToken: true);
        (await scene.RunAsync("job", "create", Job, "--claim", claim, "--chunk-items", "20", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        CommandResult submitted = (await scene.RunAsync("job", "run", Job, "--on", "slurm", "--workers", "5")).Exits(0);
        string id = submitted.Output.Split(':')[0];
        Assert.Contains($"squeue --job {id}", submitted.Output, StringComparison.Ordinal);
        Assert.Contains($"scancel {id}", submitted.Output, StringComparison.Ordinal);
        // While the tasks run the controller has their script and environment, and everybody sees their command lines.
        AssertNoSecret(scene, cluster.Data);
        foreach (string process in Directory.GetDirectories("/proc").Where(static path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            AssertNoSecretIn(scene, Path.Combine(process, "cmdline"));
        await cluster.GoneAsync(id);
        await AssertDoneAsync(scene, 300);
        Assert.Equal(Enumerable.Range(0, 5).Select(index => $"slurm-{id}_{index}.out"), LogNames(scene));
        AssertNoSecret(scene, cluster.Data);
        AssertNoSecret(scene, scene.Directory, except: scene.Path("credentials"));
        foreach (string key in scene.Keys().Where(static key => key.StartsWith("jobs/", StringComparison.Ordinal)))
            Assert.All(scene.Secrets, secret => Assert.DoesNotContain(secret, Encoding.Latin1.GetString(scene.Get(key)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_with_a_split_object_is_done_by_an_array_of_Slurm()
    {
        await using Scene scene = await BeginAsync(cluster, 20);
        scene.Put("from/large", Scene.Bytes(33 << 20, 1));
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "5", "--split-size", "10MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        CommandResult submitted = (await scene.RunAsync("job", "run", Job, "--on", "slurm", "--workers", "3")).Exits(0);
        await cluster.GoneAsync(submitted.Output.Split(':')[0]);
        Assert.Contains("21 listed = 21 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        // Seven parts in four ranges.
        Assert.Equal(4, scene.Keys().Count(static key => key.Contains(".p", StringComparison.Ordinal) && key.StartsWith("jobs/one/seals/", StringComparison.Ordinal)));
        Assert.Equal(scene.Get("from/large"), scene.Get("to/large"));
        (await scene.RunAsync("verify", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.Equal(21, (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Distinct().Count());
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/one/uploads/", StringComparison.Ordinal));
    }

    [Theory]
    // Slurm ends the task and puts it into the queue again.
    [InlineData("scontrol", "requeue")]
    // As before the time limit (--signal=B:TERM): only the script is told, and the task runs on.
    [InlineData("scancel", "--batch", "--signal=TERM")]
    public async Task A_task_that_is_asked_to_stop_gives_back_what_it_has_and_starts_again(params string[] words)
    {
        await using Scene scene = await BeginAsync(cluster, 60);
        await CreateHeldAsync(scene, "lease", "5m");
        string id = await SubmitAsync(scene, "2");
        await Scene.UntilAsync(() => Marks(scene).Any(static mark => mark.StartsWith("0 0 ", StringComparison.Ordinal)));
        await cluster.AskAsync(words[0], [.. words[1..], $"{id}_0"]);
        // Nothing ends before it is told to go on, so what the task had is not done when it stops.
        await SlurmCluster.UntilAsync(async () => (await File.ReadAllTextAsync(scene.Path($"slurm-{id}_0.out"))).Contains("Asked to stop; what was not done is given back", StringComparison.Ordinal));
        scene.Write("go", "");
        await cluster.GoneAsync(id);
        // Leases of five minutes were not waited for.
        await AssertDoneAsync(scene, 60);
        Assert.Contains("Nothing is left", File.ReadAllText(scene.Path($"slurm-{id}_0.out")), StringComparison.Ordinal);
        Assert.DoesNotContain("Asked to stop", File.ReadAllText(scene.Path($"slurm-{id}_1.out")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_that_are_preempted_give_back_what_they_have_and_go_on_later()
    {
        await using Scene scene = await BeginAsync(cluster, 90);
        await CreateHeldAsync(scene, "lease", "5m");
        string id = await SubmitAsync(scene, "3", "--engine-option", "cpus-per-task=2");
        await SlurmCluster.UntilAsync(async () => (await cluster.AskAsync("squeue", "-h", "-r", "-j", id, "-o", "%T")).Split('\n').All(static state => state == "RUNNING"));
        await Scene.UntilAsync(() => Marks(scene).Select(static mark => mark.Split(' ')[1]).Distinct().Count() == 3);
        string urgent = await cluster.AskAsync("sbatch", "--parsable", "-p", "urgent", "-c", "2", "--array=0-2", "-o", "/dev/null", "--wrap", "sleep 2");
        await SlurmCluster.UntilAsync(async () => (await cluster.AskAsync("squeue", "-h", "-r", "-j", urgent, "-o", "%T")).Split('\n').Contains("RUNNING"));
        scene.Write("go", "");
        await cluster.GoneAsync(id);
        await cluster.GoneAsync(urgent);
        await AssertDoneAsync(scene, 90);
        string[] preempted = [.. LogNames(scene).Select(name => File.ReadAllText(scene.Path(name))).Where(static log => log.Contains("DUE TO PREEMPTION", StringComparison.Ordinal))];
        Assert.NotEmpty(preempted);
        Assert.All(preempted, static log => Assert.Contains("Asked to stop; what was not done is given back", log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_scancel_no_task_comes_back_and_job_run_goes_on()
    {
        await using Scene scene = await BeginAsync(cluster, 60);
        await CreateHeldAsync(scene, "lease", "5m");
        string first = await SubmitAsync(scene, "2");
        await Scene.UntilAsync(() => Marks(scene).Length > 2);
        await cluster.AskAsync("scancel", first);
        await cluster.GoneAsync(first);
        scene.Write("go", "");
        CommandResult left = (await scene.RunAsync("job", "status", Job)).Exits(0);
        Assert.DoesNotContain("+ 0 pending", left.Output, StringComparison.Ordinal);
        string second = await SubmitAsync(scene, "2");
        await cluster.GoneAsync(second);
        await AssertDoneAsync(scene, 60);
        Assert.DoesNotContain(first, await cluster.AskAsync("squeue", "-h", "-r", "-o", "%F"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sbatch_that_refuses_is_quoted_and_the_cure_named()
    {
        await using Scene scene = await BeginAsync(cluster, 1);
        await CreateHeldAsync(scene, "lease", "5m");
        (await scene.RunAsync("job", "run", Job, "--on", "slurm", "--engine-option", "partition=none")).Exits(2).Says("sbatch refused", "invalid partition", "sinfo");
        scene.Write("slurm.conf", File.ReadAllText(cluster.Configuration).Replace("SlurmctldPort=", "SlurmctldPort=1 #", StringComparison.Ordinal));
        scene.Environment["SLURM_CONF"] = scene.Path("slurm.conf");
        (await scene.RunAsync("job", "run", Job, "--on", "slurm")).Exits(2).Says("sbatch refused", "controller does not answer", "scontrol ping");
    }
}
