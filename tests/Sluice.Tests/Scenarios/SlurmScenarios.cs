using System.Globalization;
using System.Text;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

[Trait("Needs", "slurm")]
public sealed class SlurmScenarios(SlurmCluster cluster) : IClassFixture<SlurmCluster>
{
    const string Job = "s3://scene/jobs/one";

    [Theory]
    [InlineData("lease")]
    [InlineData("index")]
    public async Task An_array_of_Slurm_does_a_job_and_no_secret_lies_anywhere(string claim)
    {
        await using Scene scene = await BeginAsync(300);
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
            Assert.DoesNotContain(scene.Server.SecretKey, Encoding.Latin1.GetString(scene.Get(key)), StringComparison.Ordinal);
    }

    [Theory]
    // Slurm ends the task and puts it into the queue again.
    [InlineData("scontrol", "requeue")]
    // As before the time limit (--signal=B:TERM): only the script is told, and the task runs on.
    [InlineData("scancel", "--batch", "--signal=TERM")]
    public async Task A_task_that_is_asked_to_stop_gives_back_what_it_has_and_starts_again(params string[] words)
    {
        await using Scene scene = await BeginAsync(60);
        await CreateSlowAsync(scene, "lease", "5m", "0.3");
        string id = await SubmitAsync(scene, "2");
        await Scene.UntilAsync(() => Marks(scene).Length > 2);
        await cluster.AskAsync(words[0], [.. words[1..], $"{id}_0"]);
        await cluster.GoneAsync(id);
        // Leases of five minutes were not waited for.
        await AssertDoneAsync(scene, 60);
        string log = File.ReadAllText(scene.Path($"slurm-{id}_0.out"));
        Assert.Contains("Asked to stop; what was not done is given back", log, StringComparison.Ordinal);
        Assert.Contains("Nothing is left", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Asked to stop", File.ReadAllText(scene.Path($"slurm-{id}_1.out")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("lease")]
    public async Task A_task_that_starts_elsewhere_while_the_old_one_still_runs_doubles_no_item(string claim)
    {
        await using Scene scene = await BeginAsync(120);
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

    [Fact]
    public async Task Tasks_that_are_preempted_give_back_what_they_have_and_go_on_later()
    {
        await using Scene scene = await BeginAsync(90);
        await CreateHeldAsync(scene, "lease", "5m");
        string id = await SubmitAsync(scene, "3", "--engine-option", "cpus-per-task=2");
        await Scene.UntilAsync(() => Marks(scene).Length > 3);
        string urgent = await cluster.AskAsync("sbatch", "--parsable", "-p", "urgent", "-c", "2", "--array=0-2", "-o", "/dev/null", "--wrap", "sleep 2");
        await SlurmCluster.UntilAsync(async () => (await cluster.AskAsync("squeue", "-h", "-r", "-j", urgent, "-o", "%T")).Split('\n').Contains("RUNNING"));
        scene.Write("go", "");
        await cluster.GoneAsync(id);
        await cluster.GoneAsync(urgent);
        await AssertDoneAsync(scene, 90);
        Assert.All(LogNames(scene), name => Assert.Contains("Asked to stop; what was not done is given back", File.ReadAllText(scene.Path(name)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_scancel_no_task_comes_back_and_job_run_goes_on()
    {
        await using Scene scene = await BeginAsync(60);
        await CreateSlowAsync(scene, "lease", "5m", "0.3");
        string first = await SubmitAsync(scene, "2");
        await Scene.UntilAsync(() => Marks(scene).Length > 2);
        await cluster.AskAsync("scancel", first);
        await cluster.GoneAsync(first);
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
        await using Scene scene = await BeginAsync(1);
        await CreateSlowAsync(scene, "lease", "5m", "0");
        (await scene.RunAsync("job", "run", Job, "--on", "slurm", "--engine-option", "partition=none")).Exits(2).Says("sbatch refused", "invalid partition", "sinfo");
        scene.Write("slurm.conf", File.ReadAllText(cluster.Configuration).Replace("SlurmctldPort=", "SlurmctldPort=1 #", StringComparison.Ordinal));
        scene.Environment["SLURM_CONF"] = scene.Path("slurm.conf");
        (await scene.RunAsync("job", "run", Job, "--on", "slurm")).Exits(2).Says("sbatch refused", "controller does not answer", "scontrol ping");
    }

    async Task<Scene> BeginAsync(int items)
    {
        Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < items; i++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{i:000}"), $"content of {i}");
        scene.Environment["SLURM_CONF"] = cluster.Configuration;
        // The keys of the environment do not reach the nodes; those of the file do.
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"[default]\naws_access_key_id = {scene.Server.AccessKey}\naws_secret_access_key = {scene.Server.SecretKey}\n");
        return scene;
    }

    static Task CreateSlowAsync(Scene scene, string claim, string lease, string pause) => CreateAsync(scene, claim, lease, $"sleep {pause}");

    // Its items wait for a file.
    static Task CreateHeldAsync(Scene scene, string claim, string lease) => CreateAsync(scene, claim, lease, $"until [ -e {scene.Path("go")} ]; do sleep 0.1; done");

    static async Task CreateAsync(Scene scene, string claim, string lease, string wait) =>
        (await scene.RunAsync("job", "create", Job, "--claim", claim, "--lease", lease, "--chunk-items", "10", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c",
            $"echo \"${{SLURM_RESTART_COUNT:-0}} $SLURM_ARRAY_TASK_ID $SLUICE_KEY\" >> {scene.Path("marks")}; {wait}; cat")).Exits(0);

    static async Task<string> SubmitAsync(Scene scene, string workers, params string[] more) =>
        (await scene.RunAsync(["job", "run", Job, "--on", "slurm", "--workers", workers, "--allow-program", "sh", .. more])).Exits(0).Output.Split(':')[0];

    static string[] Marks(Scene scene) => File.Exists(scene.Path("marks")) ? File.ReadAllLines(scene.Path("marks")) : [];

    static string[] LogNames(Scene scene) => [.. scene.Files(".").Where(static name => name.StartsWith("slurm-", StringComparison.Ordinal))];

    static async Task AssertDoneAsync(Scene scene, int items)
    {
        CommandResult state = await scene.RunAsync("job", "status", Job);
        Assert.True(state.Output.Contains($"{items} listed = {items} done + 0 pending", StringComparison.Ordinal), $"{state.Output}\n{string.Join('\n', LogNames(scene).Select(name => File.ReadAllText(scene.Path(name))))}");
        string[] keys = [.. (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, items).Select(static i => string.Create(CultureInfo.InvariantCulture, $"from/{i:000}")), keys);
        Assert.Equal(items, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
    }

    static void AssertNoSecret(Scene scene, string directory, string? except = null)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Where(file => file != except))
            AssertNoSecretIn(scene, file);
    }

    static void AssertNoSecretIn(Scene scene, string file)
    {
        try
        {
            Assert.DoesNotContain(scene.Server.SecretKey, Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // Gone meanwhile, or a socket.
        }
    }
}
