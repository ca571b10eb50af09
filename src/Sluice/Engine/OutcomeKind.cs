namespace Sluice.Engine;

/// <summary>How one item ended. Pending is not an outcome: it is what was listed and has none yet.</summary>
public enum OutcomeKind
{
    /// <summary>Moved, verified and published.</summary>
    Done,
    /// <summary>Left out on purpose: a filter, a dry run, or nothing to do.</summary>
    Skipped,
    /// <summary>Not there when its turn came.</summary>
    Missing,
    /// <summary>Another object than it was: nothing of it was published.</summary>
    Changed,
    /// <summary>The store or the file system refused.</summary>
    Denied,
    /// <summary>Any other failure.</summary>
    Failed,
    /// <summary>Set apart because it keeps killing its worker.</summary>
    Quarantined,
}
