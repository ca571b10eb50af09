using System.Diagnostics;
using System.Globalization;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Support;

/// <summary>The scripts of tests/servers/NAME. Each server dies with this process, however that ends, because its script watches this process's id.</summary>
static class ServerScript
{
    /// <summary>Starts one and gives its address.</summary>
    public static async Task<Uri> StartAsync(string server, string data, string need)
    {
        (int status, string output, string errors) = await RunAsync(server, "start.sh", data, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.True(status == 0, $"{server} does not start; ./check installs it or leaves it out, dotnet test --filter \"Needs!={need}\" runs the rest.\n{errors}");
        return new Uri(output.Trim());
    }

    /// <summary>Stops one and removes its data.</summary>
    public static Task StopAsync(string server, string data) => RunAsync(server, "stop.sh", data);

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
