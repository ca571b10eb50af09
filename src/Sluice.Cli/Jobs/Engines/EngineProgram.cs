using System.ComponentModel;
using System.Diagnostics;
using Sluice.Cli.Output;
using Sluice.Failures;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>The program by which an engine is asked: <c>sbatch</c>, <c>aws</c>.</summary>
/// <param name="name">As found on the path.</param>
/// <param name="session">Where it is told that it is not there, or refuses.</param>
/// <param name="cure">What to do when it is not there.</param>
/// <param name="without">A variable of the environment that is not meant for it; null for none.</param>
sealed class EngineProgram(string name, Session session, string cure, string? without = null)
{
    const int MostLines = 3;

    /// <summary>Runs it to its end and returns what it printed; null, after telling why and what to do, when it is not there or its exit code is not 0.</summary>
    /// <param name="arguments">Its arguments. Other processes see them: no secrets.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="hint">What to do when it refuses, by what it said on stderr.</param>
    /// <param name="expected">A word on stderr that makes a refusal an answer, an empty one; null for none.</param>
    public string? Run(IReadOnlyList<string> arguments, string input, Func<string, string> hint, string? expected = null)
    {
        ProcessStartInfo start = new(name, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (without is not null)
            start.Environment.Remove(without);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            using CancellationTokenRegistration _ = session.Stop.Register(process.Kill);
            Write(process, input);
            process.WaitForExit();
            string said = errors.GetAwaiter().GetResult().Trim(), printed = output.GetAwaiter().GetResult();
            session.Stop.ThrowIfCancellationRequested();
            if (process.ExitCode == 0)
                return printed;
            if (expected is not null && said.Contains(expected, StringComparison.Ordinal))
                return "";
            string[] lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            session.Errors.PrintSentence($"{name} refused, with exit code {process.ExitCode}{(lines.Length == 0 ? "." : ": ")}{string.Join(" ", lines.TakeLast(MostLines).Select(DisplayText.Of))}", hint(said));
        }
        catch (Win32Exception)
        {
            session.Errors.PrintSentence($"{name} is not here, so nothing was submitted.", cure);
        }
        return null;
    }

    static void Write(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all: its exit code says why.
        }
    }
}
