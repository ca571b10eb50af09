using System.Diagnostics;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Support;

/// <summary>The scripts of tests/servers/NAME.</summary>
static class ServerScript
{
    /// <summary>Runs one to its end.</summary>
    public static async Task<(int Status, string Output, string Errors)> RunAsync(string server, string script, params string[] arguments)
    {
        ProcessStartInfo start = new("bash", [Repository.PathOf("tests", "servers", server, script), .. arguments])
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
