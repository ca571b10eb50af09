using System.Globalization;
using System.Text;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>A job whose workers Slurm runs, and what is left of it.</summary>
static class SlurmScene
{
    public const string Job = "s3://scene/jobs/one";

    /// <summary>Objects, and an environment in which jobs are submitted.</summary>
    public static async Task<Scene> BeginAsync(SlurmCluster cluster, int items, bool hasToken = false)
    {
        Scene scene = hasToken ? await Scene.BeginWithTokenAsync() : await Scene.BeginAsync();
        for (int i = 0; i < items; i++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{i:000}"), $"content of {i}");
        scene.Environment["SLURM_CONF"] = cluster.Configuration;
        // The keys of the environment do not reach the nodes; those of the file do.
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"[default]\naws_access_key_id = {scene.Environment["AWS_ACCESS_KEY_ID"]}\naws_secret_access_key = {scene.Environment["AWS_SECRET_ACCESS_KEY"]}\n{(hasToken ? $"aws_session_token = {scene.Environment["AWS_SESSION_TOKEN"]}\n" : "")}");
        return scene;
    }

    // Its items wait for a file.
    public static async Task CreateHeldAsync(Scene scene, string claim, string lease) =>
        (await scene.RunAsync("job", "create", Job, "--claim", claim, "--lease", lease, "--chunk-items", "10", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c",
            $"echo \"${{SLURM_RESTART_COUNT:-0}} $SLURM_ARRAY_TASK_ID $SLUICE_KEY\" >> {scene.Path("marks")}; until [ -e {scene.Path("go")} ]; do sleep 0.1; done; cat")).Exits(0);

    public static async Task<string> SubmitAsync(Scene scene, string workers, params string[] more) =>
        (await scene.RunAsync(["job", "run", Job, "--on", "slurm", "--workers", workers, "--allow-program", "sh", .. more])).Exits(0).Output.Split(':')[0];

    public static string[] Marks(Scene scene) => File.Exists(scene.Path("marks")) ? File.ReadAllLines(scene.Path("marks")) : [];

    public static string[] LogNames(Scene scene) => [.. scene.Files(".").Where(static name => name.StartsWith("slurm-", StringComparison.Ordinal))];

    public static async Task AssertDoneAsync(Scene scene, int items)
    {
        CommandResult state = await scene.RunAsync("job", "status", Job);
        Assert.True(state.Output.Contains($"{items} listed = {items} done + 0 pending", StringComparison.Ordinal), $"{state.Output}\n{string.Join('\n', LogNames(scene).Select(name => File.ReadAllText(scene.Path(name))))}");
        string[] keys = [.. (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(0, items).Select(static i => string.Create(CultureInfo.InvariantCulture, $"from/{i:000}")), keys);
        Assert.Equal(items, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
    }

    public static void AssertNoSecret(Scene scene, string directory, string? except = null)
    {
        foreach (string file in Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Where(file => file != except))
            AssertNoSecretIn(scene, file);
    }

    public static void AssertNoSecretIn(Scene scene, string file)
    {
        try
        {
            string content = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(scene.Secrets, secret => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            // Gone meanwhile, or a socket.
        }
    }
}
