namespace Sluice.Engine;

/// <summary>The ledger's totals. Listed = done + skipped + missing + changed + denied + failed + quarantined + pending, always.</summary>
public readonly record struct OutcomeCounts(long Done, long Skipped, long Missing, long Changed, long Denied, long Failed, long Quarantined)
{
    /// <summary>Counts that are indexed by <see cref="OutcomeKind"/>.</summary>
    internal static OutcomeCounts From(long[] byKind) => new(
        byKind[(int)OutcomeKind.Done], byKind[(int)OutcomeKind.Skipped], byKind[(int)OutcomeKind.Missing], byKind[(int)OutcomeKind.Changed],
        byKind[(int)OutcomeKind.Denied], byKind[(int)OutcomeKind.Failed], byKind[(int)OutcomeKind.Quarantined]);

    /// <summary>Items that ended so.</summary>
    internal long Of(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => Done,
        OutcomeKind.Skipped => Skipped,
        OutcomeKind.Missing => Missing,
        OutcomeKind.Changed => Changed,
        OutcomeKind.Denied => Denied,
        OutcomeKind.Failed => Failed,
        _ => Quarantined,
    };

    /// <summary>The totals of both.</summary>
    internal OutcomeCounts Plus(OutcomeCounts other) => new(Done + other.Done, Skipped + other.Skipped, Missing + other.Missing, Changed + other.Changed,
        Denied + other.Denied, Failed + other.Failed, Quarantined + other.Quarantined);

    /// <summary>All items that have ended.</summary>
    public long Ended => Done + Skipped + Missing + Changed + Denied + Failed + Quarantined;

    /// <summary>Items that were asked for and did not arrive.</summary>
    public long NotArrived => Missing + Changed + Failures;

    /// <summary>Items that were there as they were listed, and were not done.</summary>
    public long Failures => Denied + Failed + Quarantined;
}
