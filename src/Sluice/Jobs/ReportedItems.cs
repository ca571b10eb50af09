namespace Sluice.Jobs;

/// <summary>What a report of a job has.</summary>
/// <param name="Rows">Items with a row in it.</param>
/// <param name="Unverified">Those of them that are done and whose bytes nothing that a store told proves.</param>
/// <param name="WithoutRow">Items that readable seals count and whose rows cannot be read.</param>
/// <param name="Listed">Items that were planned, so far while the plan has no end; null where that cannot be read.</param>
/// <param name="IsPlanned">The plan has its end.</param>
public sealed record ReportedItems(long Rows, long Unverified, long WithoutRow, long? Listed, bool IsPlanned)
{
    /// <summary>Items that no readable seal counts; negative where more rows are among the job's than it has items. Null where it is not known how many it has.</summary>
    public long? Pending => Listed - Rows - WithoutRow;
}
