namespace Sluice.Trees.S3;

/// <summary>Targets of a command, without those that are named twice: each item is acted on, and counted, once.</summary>
internal static class DistinctTargets
{
    /// <summary>The targets in their order, but for one that an earlier or larger one holds: the same again, or a prefix within a prefix. A single object within a prefix stays, for it is told of when it is missing.</summary>
    public static List<T> Of<T>(IReadOnlyList<T> targets) where T : Tree
    {
        List<T> distinct = [];
        for (int at = 0; at < targets.Count; at++)
            if (!targets.Where((other, index) => index != at && Holds(other, targets[at], index < at)).Any())
                distinct.Add(targets[at]);
        return distinct;
    }

    static bool Holds(Tree one, Tree other, bool isEarlier)
    {
        if (one.Objects is not { } holder || other.Objects is not { } held || holder.Place.Profile != held.Place.Profile || holder.Place.Bucket != held.Place.Bucket
            || holder.ShowsVersions != held.ShowsVersions || holder.Time != held.Time || holder.Shape != held.Shape)
            return false;
        return holder.Place == held.Place && holder.Given == held.Given ? isEarlier
            : holder.Shape == TreeShape.Container && held.Place.Key.StartsWith(holder.Place.Key) && (holder.Place.Key != held.Place.Key || isEarlier);
    }
}
