namespace Sluice.Engine;

/// <summary>The workers of a run. Safe for many threads.</summary>
internal sealed class WorkerSet
{
    readonly Lock _gate = new();
    Worker[] _all = [];

    /// <summary>The workers at this moment.</summary>
    public ReadOnlySpan<Worker> All => Volatile.Read(ref _all);

    /// <summary>Adds one.</summary>
    public void Add(Worker worker)
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _all, worker]);
    }

    /// <summary>Interrupts the requests of one item, or of all; those who wait for them decide what follows.</summary>
    public void Interrupt(WorkItem? of = null)
    {
        foreach (Worker worker in All)
            if (of is null || worker.Current == of)
                worker.Interrupt();
    }
}
