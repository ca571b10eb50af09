using Sluice.Cli.Lines;
using System.Diagnostics;
using System.Globalization;
using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>Processes of this machine.</summary>
sealed class LocalEngine : IWorkerEngine
{
    // What a shell, and .NET, make of a process that a signal has ended: 128 and its number.
    const int SignalBase = 128, HighestSignal = SignalBase + 64;

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
        List<Thread> listening = [];
        try
        {
            for (int index = 0; index < fleet.Count; index++)
            {
                // Of several, this command shows how far the job is.
                IEnumerable<string> words = fleet.Count > 1 ? WithoutProgress(WordsOf(fleet, index)) : WordsOf(fleet, index);
                ProcessStartInfo start = new(WorkerFleet.Own[0], [.. WorkerFleet.Own.Skip(1), .. words]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = fleet.Count > 1 };
                if (fleet.Count > 1)
                    start.Environment["SLUICE_PROGRESS"] = "none";
                running.Add(Process.Start(start)!);
                if (fleet.Count > 1)
                    listening.Add(Listen(running[^1].StandardError, session));
            }
            // A terminal sends its signals to all of them, anybody else to this one alone; each gives back what it has.
            using CancellationTokenRegistration passOn = session.Stop.Register(() => running.ForEach(static worker =>
            {
                if (!worker.HasExited)
                    Interruption.PassOn(worker.Id);
            }));
            int worst = ExitCode.Done;
            for (int index = 0; index < running.Count; index++)
            {
                running[index].WaitForExit();
                int exitCode = running[index].ExitCode;
                if (exitCode > HighestSignal || exitCode is <= SignalBase or ExitCode.Interrupted)
                    worst = Math.Max(worst, exitCode);
                else
                    // Others do what it had, or the job's status, which comes next, says that it is not done.
                    session.Errors.Warning($"Worker {index}/{running.Count} was ended by signal {exitCode - SignalBase}.");
            }
            // What a worker has left behind may hold its stderr for ever.
            foreach (Thread thread in listening)
                thread.Join(TimeSpan.FromSeconds(1));
            return worst;
        }
        finally
        {
            foreach (Process worker in running)
                worker.Dispose();
        }
    }

    // What they say goes above this command's progress.
    static Thread Listen(StreamReader said, Session session)
    {
        Thread thread = new(() =>
        {
            try
            {
                while (said.ReadLine() is { } line)
                    session.Errors.Note(line);
            }
            catch (Exception ended) when (ended is IOException or ObjectDisposedException)
            {
                // It has been left behind.
            }
        }, 256 << 10)
        { IsBackground = true, Name = "sluice-hear" };
        thread.Start();
        return thread;
    }

    static IEnumerable<string> WithoutProgress(string[] words)
    {
        for (int at = 0; at < words.Length; at++)
            if (words[at] is "--progress" or "--progress-interval")
                at++;
            else if (words[at] != "--no-progress" && !words[at].StartsWith("--progress=", StringComparison.Ordinal) && !words[at].StartsWith("--progress-interval=", StringComparison.Ordinal))
                yield return words[at];
    }

    static string[] WordsOf(WorkerFleet fleet, int index) => [.. fleet.Words, "--shard", string.Create(CultureInfo.InvariantCulture, $"{index}/{fleet.Count}")];
}
