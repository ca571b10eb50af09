using System.Diagnostics;
using System.Globalization;

namespace Examples;

/// <summary>This program again, as a process that does a share of the work: what processes cost is part of what <see cref="FiveWays"/> and <see cref="Primes"/> show.</summary>
static class Share
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Sluice.Examples.exe" : "Sluice.Examples");

    /// <summary>Starts one, gives it lines, and returns what it printed when it has ended. One that failed is an error here.</summary>
    public static async Task<string> StartAsync(string work, IEnumerable<string> lines)
    {
        using Process process = Process.Start(new ProcessStartInfo(Program, ["share", work]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        foreach (string line in lines)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        string printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"A process ended with {process.ExitCode}.");
    }

    /// <summary>What such a process does.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [_, "primes"])
        {
            string[] range = (await Console.In.ReadLineAsync() ?? "").Split(' ');
            Console.WriteLine(Primes.Count(int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture)));
            return 0;
        }
        // A presigned URL and a file in each line: a process that uploads needs no keys.
        using HttpClient http = new();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            using ByteArrayContent content = new(await File.ReadAllBytesAsync(line[(space + 1)..]));
            using HttpResponseMessage answer = await http.PutAsync(new Uri(line[..space]), content);
            answer.EnsureSuccessStatusCode();
        }
        return 0;
    }
}
