using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>Finds the items of chunks among the rows of their outcomes.</summary>
/// <param name="store">The job.</param>
/// <param name="source">The source of its command.</param>
/// <param name="destination">The destination of its command, of which removed items are; null for none.</param>
internal sealed class ItemRows(JobStore store, Location source, Location? destination)
{
    // No client is asked for a name.
    readonly Tree _source = source.Open(new TreeContext(null!), recursive: true);
    readonly Tree? _destination = destination?.InStore is null ? null : destination.Open(new TreeContext(null!), recursive: true);

    /// <summary>The key of an item as rows have it.</summary>
    public string KeyOf(in ChunkItem item) => OutcomeRow.KeyOf((item.IsRemoved && _destination is not null ? _destination : _source).At(item.Name));

    /// <summary>The keys of the rows of a chunk that a retry takes; null where they are not there or not whole.</summary>
    public HashSet<string>? Retried(ChunkSeal seal, CancellationToken cancellationToken) =>
        OutcomeRow.Read(store, seal, cancellationToken) is { } rows ? [.. rows.Skip(1).Where(static row => row.IsRetried).Select(static row => row.Key)] : null;
}
