using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Inventories;

/// <summary>What differs between two inventories, key by key, in constant memory: both are read in the order of their keys, and sorted on this machine's disk where they are not known to be.</summary>
/// <param name="clients">The stores.</param>
/// <param name="clock">What ages are told by.</param>
public sealed class InventoryComparison(S3ClientFactory clients, TimeProvider clock)
{
    /// <summary>
    /// Compares: sizes, then ETags, then times, as far as both tell them. Throws as <see cref="Inventory.Open"/> does, and <see cref="FailureException"/> when one cannot be read
    /// to its end.
    /// </summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    /// <param name="onDifference">Called for each difference, in the order of keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Keys that are the same in both.</returns>
    public long Compare(Inventory before, Inventory after, Action<InventoryDifference> onDifference, CancellationToken cancellationToken)
    {
        using TreeListing first = List(before, cancellationToken), second = List(after, cancellationToken);
        MergeJoin join = new(first, second);
        long same = 0;
        while (join.TryNext(out TreeEntry? a, out TreeEntry? b))
        {
            ListedObject? old = a?.Object, now = b?.Object;
            if (old is { } left && now is { } right && IsSame(left, right))
                same++;
            else
                onDifference(new InventoryDifference((old ?? now)!.Value.Key, old, now));
        }
        cancellationToken.ThrowIfCancellationRequested();
        return join.Error is { } error ? throw error.ToException() : same;
    }

    TreeListing List(Inventory inventory, CancellationToken cancellationToken)
    {
        inventory.Open(clients, clock, cancellationToken);
        if (inventory.SourceBucket is not { } bucket)
            throw new ArgumentException($"{inventory.Manifest} is a list, and no inventory: it tells nothing that could be compared.");
        return new InventoryLocation(new S3Location(null, bucket, ObjectKey.Empty), inventory).Open(new TreeContext(clients), recursive: true).List(TreeQuery.Sorted, cancellationToken);
    }

    static bool IsSame(in ListedObject a, in ListedObject b)
    {
        if (a.Size is { } one && b.Size is { } other && one != other)
            return false;
        if (a.ETag is { } first && b.ETag is { } second)
            return EntityTag.AreSame(first, second);
        return a.LastModified is not { } then || b.LastModified is not { } now || then == now;
    }
}
