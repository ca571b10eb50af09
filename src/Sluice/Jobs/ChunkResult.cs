using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Jobs;

/// <summary>What came of running a chunk.</summary>
/// <param name="Outcomes">Its items by outcome.</param>
/// <param name="Rows">A row for each of them.</param>
/// <param name="Problem">Why not every item has an outcome, in a sentence; null when nothing is known to be wrong.</param>
public sealed record ChunkResult(OutcomeCounts Outcomes, ReadOnlyMemory<byte> Rows, string? Problem)
{
    /// <summary>What every item of any chunk would meet: a bucket that is gone, keys that are not known any more. Its items are not to blame, and none counts. Null for nothing.</summary>
    public Failure? Ends { get; init; }

    /// <summary>Of a chunk that is one range of keys and had more than its share: what is not listed of it, in order, for other workers. Empty for nothing.</summary>
    public IReadOnlyList<(ObjectKey After, ObjectKey? Through)> Rest { get; init; } = [];

    /// <summary>Items that are done and whose bytes nothing that a store told proves; null where that is not known.</summary>
    public long? Unverified { get; init; }
}
