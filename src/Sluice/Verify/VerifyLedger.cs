using Sluice.Engine;
using Sluice.Transfer;

namespace Sluice.Verify;

/// <summary>Counts names and what was found of them; tells the run's own ledger too, which feeds the progress. Safe for many threads.</summary>
internal sealed class VerifyLedger(TransferLedger run, Action<VerifyEntry>? onFinding)
{
    readonly Lock _gate = new();

    // Guarded by _gate.
    readonly long[] _counts = new long[Enum.GetValues<VerifyEntryKind>().Length];
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
    public void Ended(VerifyEntry finding)
    {
        lock (_gate)
        {
            _counts[(int)finding.Kind]++;
            // Under the lock, because listeners are promised never to be called twice at once.
            onFinding?.Invoke(finding);
        }
        OutcomeKind kind = finding.Kind switch
        {
            VerifyEntryKind.Identical => OutcomeKind.Done,
            VerifyEntryKind.Skipped or VerifyEntryKind.Unchecked => OutcomeKind.Skipped,
            VerifyEntryKind.Unreadable => OutcomeKind.Failed,
            VerifyEntryKind.Different => OutcomeKind.Changed,
            _ => OutcomeKind.Missing,
        };
        run.Ended(kind, 0, Verification.None, finding, static found => new ItemOutcome { Kind = OutcomeKind.Done, Operation = "verify", From = found.InA ?? found.InB! });
    }

    /// <summary>The totals.</summary>
    public (long Listed, VerifyCounts Counts) Totals()
    {
        lock (_gate)
            return (_listed, new VerifyCounts(Count(VerifyEntryKind.Identical), Count(VerifyEntryKind.Different), Count(VerifyEntryKind.OnlyInA), Count(VerifyEntryKind.OnlyInB),
                Count(VerifyEntryKind.Unreadable), Count(VerifyEntryKind.Unchecked), Count(VerifyEntryKind.Skipped)));
    }

    long Count(VerifyEntryKind kind) => _counts[(int)kind];
}
