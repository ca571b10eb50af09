using Sluice.Jobs.Chunks;

namespace Sluice.Jobs.Deltas;

/// <summary>An item of an earlier job.</summary>
/// <param name="Item">As that job had it.</param>
/// <param name="IsDone">It was done as listed, or left out by the command itself.</param>
/// <param name="IsCopied">A copy of it is at the destination, or may be: of what nobody has accounted for, and of what failed, a worker may have made one.</param>
internal readonly record struct EarlierItem(ChunkItem Item, bool IsDone, bool IsCopied)
{
    /// <summary>Finds what that copy is, where <see cref="IsCopied"/>: reads the rows of its chunk once.</summary>
    public Func<MadeCopy?>? Copy { get; init; }

    /// <summary>When a worker was heard of last that had its chunk, by the job's store.</summary>
    public DateTimeOffset Touched { get; init; }
}
