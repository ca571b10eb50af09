using System.Diagnostics;
using System.Globalization;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Conformance;

/// <summary>
/// A real server that tests/servers/NAME/start.sh starts. It dies with this process, however that ends, because the
/// script watches this process's id.
/// </summary>
public abstract class ScriptedStore(string name, string directory, string need) : Store
{
    // Short, because Ceph's sockets lie in it and a socket's path has at most 107 characters.
    readonly string _data = Path.Combine(Path.GetTempPath(), $"sl-{need}-{Environment.ProcessId}");
    Uri? _endpoint;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Uri Endpoint => _endpoint!;

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        (int status, string output, string errors) = await RunAsync("start.sh", _data, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.True(status == 0, $"{name} does not start; ./check installs it or leaves it out, dotnet test --filter \"Needs!={need}\" runs the rest.\n{errors}");
        _endpoint = new Uri(output.Trim());
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await RunAsync("stop.sh", _data);
    }

    async Task<(int Status, string Output, string Errors)> RunAsync(string script, params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Repository.PathOf("tests", "servers", directory, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["WIPE"] = script == "stop.sh" ? "1" : "0";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}

/// <summary>Ceph RADOS Gateway.</summary>
public sealed class CephStore() : ScriptedStore("Ceph", "ceph-rgw", "ceph");

/// <summary>moto.</summary>
public sealed class MotoStore() : ScriptedStore("moto", "moto", "moto");
