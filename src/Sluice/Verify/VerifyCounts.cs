namespace Sluice.Verify;

/// <summary>A verification's totals. Listed = identical + different + only in A + only in B + unreadable + unchecked + skipped + pending, always.</summary>
public readonly record struct VerifyCounts(long Identical, long Different, long OnlyInA, long OnlyInB, long Unreadable, long Unchecked, long Skipped)
{
    /// <summary>All names that have been decided.</summary>
    public long Ended => Identical + Different + OnlyInA + OnlyInB + Unreadable + Unchecked + Skipped;

    /// <summary>Names that the two sides do not agree on.</summary>
    public long Differences => Different + OnlyInA + OnlyInB;

    /// <summary>Names of which nothing was proved.</summary>
    public long NotCompared => Unreadable + Unchecked;
}
