namespace Sluice.Jobs;

/// <summary>What of a job can be damaged.</summary>
public enum JobDamageKind
{
    /// <summary>A chunk's file: which items it has is not known, and no worker can do them. A later job can (<c>--since</c>).</summary>
    Chunk,

    /// <summary>A seal that cannot be read, or that says something else than its tally: what became of the items is not known.</summary>
    Seal,

    /// <summary>A seal of which only the tally is there.</summary>
    LostSeal,

    /// <summary>The rows that a seal names are gone, not whole, or others: how many items ended how is known, and not which.</summary>
    Rows,
}
