namespace Sluice.Jobs.Deltas;

/// <summary>A copy whose source is gone, and that is not removed.</summary>
/// <param name="Reason">Why.</param>
internal sealed record KeptCopy(string Reason)
{
    /// <summary>It is shown to be of other bytes than what was copied there: somebody else's, and no later job's to remove.</summary>
    public bool IsOthers { get; init; }
}
