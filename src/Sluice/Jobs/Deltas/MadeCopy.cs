namespace Sluice.Jobs.Deltas;

/// <summary>What a job has left at the destination for an item, as its listing and its row tell.</summary>
/// <param name="Size">Bytes; null where the listing told none.</param>
/// <param name="ETag">The ETag of what was copied; null where there is none.</param>
/// <param name="Checksum">The checksum of the bytes as they were moved, as rows have it; null for none.</param>
internal sealed record MadeCopy(long? Size, string? ETag, string? Checksum)
{
    // A line of a chunk is bounded, and who fails so often has other troubles.
    const int Most = 16;

    /// <summary>What it is where it is not that: a worker may have died, or failed, before it had copied this, or behind that. Null for nothing else.</summary>
    public MadeCopy? Or { get; init; }

    /// <summary>It, or else another one.</summary>
    public MadeCopy Else(MadeCopy? other)
    {
        MadeCopy[] all = [.. With(this).Concat(With(other)).DistinctBy(static copy => (copy.Size, copy.ETag, copy.Checksum)).Take(Most)];
        MadeCopy? rest = null;
        for (int at = all.Length - 1; at >= 0; at--)
            rest = all[at] with { Or = rest };
        return rest!;
    }

    /// <summary>It, and each that it may be instead.</summary>
    public static IEnumerable<MadeCopy> With(MadeCopy? copy)
    {
        for (; copy is not null; copy = copy.Or)
            yield return copy;
    }
}
