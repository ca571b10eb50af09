using Sluice.Locations;
using Sluice.Transfer.Parts;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Copying;

/// <summary>Makes downloads to standard output, one after another: each begins when the one before it has ended.</summary>
internal sealed class StreamTargets(RunContext run, bool dryRun)
{
    readonly StreamTurn _turn = new();

    /// <summary>The transfer of an object; null when it ended at once.</summary>
    public ActiveTransfer? Make(ObjectSource source)
    {
        if (dryRun)
        {
            run.Ledger.Ended(OutcomeKind.Skipped, source.Location, new StreamLocation(), "DryRun", run.Planned);
            return null;
        }
        return _turn.Take(run.Token) ? new StreamDownload(run, source, run.OpenOutput(), _turn) : null;
    }
}
