using System.Diagnostics;
using System.Globalization;

namespace Sluice.Tests.Support;

/// <summary>A Slurm cluster of three nodes, which tests/servers/slurm starts. It dies with this process.</summary>
public sealed class SlurmCluster : IAsyncLifetime
{
    static int _clusters;

    /// <summary>State, spool and logs of the cluster.</summary>
    // Short, because a socket lies in it and its path has at most 107 characters.
    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"sl-slurm-{Environment.ProcessId}-{Interlocked.Increment(ref _clusters)}");

    /// <summary>For <c>SLURM_CONF</c>.</summary>
    public string Configuration => Path.Combine(Data, "slurm.conf");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        (int status, _, string errors) = await ServerScript.RunAsync("slurm", "start.sh", Data, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.True(status == 0, $"Slurm does not start; ./check installs it or leaves it out, dotnet test --filter \"Needs!=slurm\" runs the rest.\n{errors}");
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => ServerScript.RunAsync("slurm", "stop.sh", Data);

    /// <summary>Ends a node's daemon with SIGKILL; what it runs goes on.</summary>
    public Task KillAsync(string node) => ServerScript.RunAsync("slurm", "node.sh", Data, "kill", node);

    /// <summary>Starts a node's daemon again, and waits until the node is of use.</summary>
    public async Task ReviveAsync(string node)
    {
        await ServerScript.RunAsync("slurm", "node.sh", Data, "start", node);
        await UntilAsync(async () => await AskAsync("sinfo", "-h", "-p", "main", "-n", node, "-o", "%T") is "idle" or "mixed" or "allocated");
    }

    /// <summary>Runs one of Slurm's commands and returns what it printed, without the line's end.</summary>
    public async Task<string> AskAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["SLURM_CONF"] = Configuration;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        return (await output).Trim();
    }

    /// <summary>Waits until nothing of the array is in the queue.</summary>
    public async Task GoneAsync(string id)
    {
        try
        {
            await UntilAsync(async () => !(await AskAsync("squeue", "-h", "-r", "-o", "%F")).Split('\n').Contains(id));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{await AskAsync("squeue", "-r")}\n{await AskAsync("sinfo", "-N", "-l")}\n{await AskAsync("scontrol", "show", "job", id)}");
        }
    }

    /// <summary>Waits for what Slurm has no event for; two minutes at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (!await condition())
            await Task.Delay(200, limit.Token);
    }
}
