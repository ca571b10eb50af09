using Sluice.Transfer;

namespace Sluice.Sync.Verifying;

/// <summary>Counts names and what was found of them; tells the run's own ledger too, which feeds the progress. Safe for many threads.</summary>
internal sealed class FindingLedger(Ledger run, Action<Finding>? onFinding)
{
    readonly Lock _gate = new();

    // Guarded by _gate.
    readonly long[] _counts = new long[Enum.GetValues<FindingKind>().Length];
    long _listed;

    /// <summary>A name was found.</summary>
    public void Listed()
    {
        lock (_gate)
            _listed++;
        // Names, not bytes: most are never read.
        run.Listed(0);
    }

    /// <summary>A name was decided.</summary>
    public void Ended(Finding finding)
    {
        lock (_gate)
        {
            _counts[(int)finding.Kind]++;
            // Under the lock, because listeners are promised never to be called twice at once.
            onFinding?.Invoke(finding);
        }
        OutcomeKind kind = finding.Kind switch
        {
            FindingKind.Identical => OutcomeKind.Done,
            FindingKind.Skipped or FindingKind.Unchecked => OutcomeKind.Skipped,
            FindingKind.Unreadable => OutcomeKind.Failed,
            FindingKind.Different => OutcomeKind.Changed,
            _ => OutcomeKind.Missing,
        };
        run.Ended(kind, 0, Verification.None, finding, static found => new ItemOutcome { Kind = OutcomeKind.Done, Operation = "verify", From = found.InA ?? found.InB! });
    }

    /// <summary>The totals.</summary>
    public (long Listed, FindingCounts Counts) Totals()
    {
        lock (_gate)
            return (_listed, new FindingCounts(Count(FindingKind.Identical), Count(FindingKind.Different), Count(FindingKind.OnlyInA), Count(FindingKind.OnlyInB),
                Count(FindingKind.Unreadable), Count(FindingKind.Unchecked), Count(FindingKind.Skipped)));
    }

    long Count(FindingKind kind) => _counts[(int)kind];
}
