using Sluice.Benchmarking.Measuring;
using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.Transfer;

namespace Sluice.Benchmarking.Work;

/// <summary>One round over all objects, as its work sees it.</summary>
/// <param name="number">Its number, from 1, those of the warm-up included.</param>
/// <param name="run">Its run, within that of the benchmark.</param>
/// <param name="pace">Says when.</param>
/// <param name="tally">Counts what is no object of the engine.</param>
internal sealed class Round(int number, TransferContext run, Pace pace, RoundTally tally)
{
    /// <summary>Its number, from 1, those of the warm-up included.</summary>
    public int Number => number;

    /// <summary>Its run, within that of the benchmark.</summary>
    public TransferContext Run => run;

    /// <summary>Counts what is no object of the engine.</summary>
    public RoundTally Tally => tally;

    /// <summary>True once the time is over.</summary>
    public bool IsOver => pace.IsOver;

    /// <summary>True when every object was begun.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Waits until another object of this many bytes may be begun, and counts it; false when none may.</summary>
    public bool TryBegin(long bytes)
    {
        if (!pace.TryBegin(run.Token))
            return false;
        run.Ledger.Listed(bytes);
        return true;
    }

    /// <summary>Hands over the transfer of an object that was begun; null for one that has ended at once. False when the run was stopped.</summary>
    public bool Offer(WorkItem? transfer) => transfer is null || run.Offer(transfer);
}
