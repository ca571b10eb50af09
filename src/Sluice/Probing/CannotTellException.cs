namespace Sluice.Probing;

/// <summary>A check cannot go on; its result is unknown. Never leaves <see cref="StoreProbe"/>.</summary>
/// <param name="why">For people: fit for a terminal, a clause without a period.</param>
/// <param name="endsAll">No later check can be tried either.</param>
internal sealed class CannotTellException(string why, bool endsAll = false) : Exception(why)
{
    /// <summary>No later check can be tried either.</summary>
    public bool EndsAll { get; } = endsAll;
}
