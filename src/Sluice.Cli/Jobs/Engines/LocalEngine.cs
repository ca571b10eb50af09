using Sluice.Cli.Lines;
using System.Diagnostics;
using System.Globalization;
using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>Processes of this machine.</summary>
sealed class LocalEngine : IWorkerEngine
{
    /// <inheritdoc/>
    public bool Waits => true;

    /// <inheritdoc/>
    public int MostWorkers => 64;

    /// <inheritdoc/>
    public bool TellsIndex => true;

    /// <inheritdoc/>
    public IEnumerable<string> Problems(WorkerFleet fleet)
    {
        if (fleet.Command is not null)
            yield return "--command: workers on this machine are this command itself.";
        if (fleet.Image is not null)
            yield return "--image: workers on this machine have none.";
        foreach (string problem in fleet.Options.Problems([], []))
            yield return problem;
    }

    /// <inheritdoc/>
    public string Print(WorkerFleet fleet) => string.Concat(Enumerable.Range(0, fleet.Count).Select(index => ShellLine.Join(["sluice", .. WordsOf(fleet, index)]) + "\n"));

    /// <inheritdoc/>
    public int Submit(WorkerFleet fleet, Session session)
    {
        List<Process> running = [];
        try
        {
            for (int index = 0; index < fleet.Count; index++)
                running.Add(Process.Start(new ProcessStartInfo(WorkerFleet.Own[0], [.. WorkerFleet.Own.Skip(1), .. WordsOf(fleet, index)]) { UseShellExecute = false, RedirectStandardInput = true })!);
            int worst = ExitCode.Done;
            foreach (Process worker in running)
            {
                // A terminal sends its signals to all of them; each gives back what it has.
                worker.WaitForExit();
                worst = Math.Max(worst, worker.ExitCode);
            }
            return worst;
        }
        finally
        {
            foreach (Process worker in running)
                worker.Dispose();
        }
    }

    static string[] WordsOf(WorkerFleet fleet, int index) => [.. fleet.Words, "--shard", string.Create(CultureInfo.InvariantCulture, $"{index}/{fleet.Count}")];
}
