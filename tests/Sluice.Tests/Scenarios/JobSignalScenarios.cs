using System.Diagnostics;
using System.Globalization;

namespace Sluice.Tests.Scenarios;

/// <summary>Signals to <c>job run</c> on this machine, and to its workers.</summary>
public sealed class JobSignalScenarios
{
    [Theory]
    // What goes to this process alone, and once more as another signal, which counts once.
    [InlineData(false, "QUIT", "INT")]
    [InlineData(false, "TERM")]
    // What goes to all of them, as terminals and service managers send it.
    [InlineData(true, "TERM")]
    [InlineData(true, "INT")]
    public async Task A_run_of_workers_that_is_told_to_stop_tells_its_workers(bool toAll, params string[] signals)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 100; i++)
            scene.Put($"from/{i:000}", $"content {i}");
        string mark = scene.Path("begun");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "5m", "--chunk-items", "25", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"touch {mark}.$$; sleep 2; cat")).Exits(0);
        using CommandProcess run = new(["job", "run", "s3://scene/jobs/one", "--workers", "2", "--allow-program", "sh"], scene.Environment, scene.Directory, wrapper: ["setsid"]);
        await Scene.UntilAsync(() => Directory.GetFiles(scene.Directory, "begun.*").Length > 3);
        foreach (string signal in signals)
        {
            using Process kill = Process.Start("bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} -- {(toAll ? "-" : "")}{run.Id}")]);
            await kill.WaitForExitAsync();
        }
        (await run.ResultAsync()).Exits(130).Says("given back");
        CommandResult status = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("+ 0 claimed +", status.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is over", status.Output, StringComparison.Ordinal);
    }
}
