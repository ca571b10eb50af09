using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Inventories;

/// <summary>The objects of an inventory that a tree holds, in the inventory's order. One that comes again soon is left out; of an inventory in the order of its keys, one that comes again at all.</summary>
/// <param name="tree">Which objects.</param>
/// <param name="inventory">The inventory, opened.</param>
/// <param name="clients">The stores.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class InventoryListing(S3Tree tree, Inventory inventory, S3ClientFactory clients, CancellationToken cancellationToken) : TreeListing
{
    readonly IEnumerator<ListedObject> _rows = inventory.Rows(tree.Place.Bucket, clients, cancellationToken).GetEnumerator();
    readonly RecentNames? _recent = inventory.IsSorted ? null : new();
    ObjectKey _last;
    Failure? _error;

    /// <inheritdoc/>
    public override Failure? Error => _error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        item = default;
        try
        {
            while (_error is null && !cancellationToken.IsCancellationRequested && _rows.MoveNext())
            {
                ListedObject row = _rows.Current;
                if (!row.Key.StartsWith(tree.Place.Key) || tree.Pattern?.IsMatch(Encoding.UTF8.GetString(row.Key.Bytes)) == false || IsAgain(row.Key))
                    continue;
                if (_error is not null)
                    return false;
                item = new TreeEntry(row.Key.Memory[tree.NameStart..], row.Size, row.LastModified) { Object = row };
                return true;
            }
        }
        catch (InvalidDataException wrong)
        {
            _error = Failure.Local("BadInventory", $"The inventory {inventory.Manifest} cannot be read on. {wrong.Message}");
        }
        catch (FailureException failed)
        {
            _error = failed.Failure;
        }
        catch (OperationCanceledException)
        {
            _error = new Failure(FailureKind.Canceled, RetryClass.Never, "The inventory was not read on.");
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _error = LocalFailure.From(exception, null);
        }
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose() => _rows.Dispose();

    bool IsAgain(ObjectKey key)
    {
        if (_recent is not null)
            return !_recent.Add(key.Bytes);
        int order = _last.IsEmpty ? 1 : key.CompareTo(_last);
        if (order < 0)
            _error = Failure.Local("BadInventory", $"The inventory {inventory.Manifest} is said to be sorted, and is not: {key} came after {_last}.");
        _last = key;
        return order == 0;
    }
}
