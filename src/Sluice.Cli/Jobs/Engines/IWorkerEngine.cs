using Sluice.Cli.Output;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>What runs workers of a job.</summary>
interface IWorkerEngine
{
    /// <summary>True when its workers have ended once <see cref="Submit"/> returns.</summary>
    bool Waits { get; }

    /// <summary>Most workers that it runs at once.</summary>
    int MostWorkers { get; }

    /// <summary>True when it tells each worker which it is, as <c>--claim index</c> needs.</summary>
    bool TellsIndex { get; }

    /// <summary>Everything about the workers that it cannot do, a sentence each.</summary>
    IEnumerable<string> Problems(WorkerFleet fleet);

    /// <summary>What <see cref="Submit"/> would submit, as text that ends with a line feed. Needs neither the engine nor the job's store.</summary>
    string Print(WorkerFleet fleet);

    /// <summary>Submits, tells how to look and how to cancel, and returns the exit code: 2 with one message and its cure where the engine is not there or refuses.</summary>
    int Submit(WorkerFleet fleet, Session session);
}
