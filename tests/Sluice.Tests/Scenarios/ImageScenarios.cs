using System.Diagnostics;
using Sluice.Tests.Packaging;
using Sluice.Tests.Rules;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

[Trait("Needs", "podman")]
public sealed class ImageScenarios : IAsyncLifetime
{
    readonly string _data = Directory.CreateTempSubdirectory("sluice-podman-").FullName;
    string _variables = "";

    public async Task InitializeAsync()
    {
        _variables = (await ServerScript.StartAsync("podman", _data, "podman")).LocalPath;
        string image = Path.Combine(_data, "sluice.tar");
        await RunAsync($"'{Repository.PathOf("eng", "image")}' '{BuiltCommand.Program}' '{image}' && podman pull oci-archive:'{image}'", 0);
    }

    public Task DisposeAsync() => ServerScript.StopAsync("podman", _data);

    [Fact]
    public async Task The_image_runs_a_worker_that_drains_on_SIGTERM_and_gives_back_what_it_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 300; i++)
            scene.Put($"from/{i:000}", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "5m", "--chunk-items", "5", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        scene.Server.Faults.Plan = new() { Latency = TimeSpan.FromMilliseconds(100) };
        string variables = string.Join(' ', scene.Environment.Where(static pair => pair.Value is not null && pair.Key.StartsWith("AWS_", StringComparison.Ordinal)).Select(static pair => $"-e '{pair.Key}={pair.Value}'"));
        Task<string> worker = RunAsync($"podman run --name worker {variables} sluice work s3://scene/jobs/one", 75);
        await Scene.UntilAsync(() => worker.IsCompleted || scene.Keys().Any(static key => key.StartsWith("jobs/one/seals/", StringComparison.Ordinal)));
        await RunAsync("podman stop --time 60 worker", 0);
        Assert.Contains("Asked to stop", await worker, StringComparison.Ordinal);
        scene.Server.Faults.Plan = new();
        // Leases of five minutes are not waited for.
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("300 listed = 300 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
    }

    async Task<string> RunAsync(string script, int exits)
    {
        ProcessStartInfo start = new("bash", ["-c", $". '{_variables}'; {script}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        string said = await output + await errors;
        Assert.True(process.ExitCode == exits, $"{process.ExitCode}: {said}");
        return said;
    }
}
