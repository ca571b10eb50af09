using Sluice.S3;

namespace Sluice.Jobs;

/// <summary>A range of keys of a job's source, an item of it in place of objects.</summary>
/// <param name="After">The keys behind this one; the prefix of the source for the first range.</param>
/// <param name="Through">The last key that may be in it; null for all that follow.</param>
public sealed record JobRange(ObjectKey After, ObjectKey? Through)
{
    /// <summary>What it is told as: where it begins.</summary>
    public required Trees.Location At { get; init; }
}
