using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Inventories;

/// <summary>The objects of an inventory that a tree holds, in the inventory's order. One that comes again soon, of the same version, is left out; of an inventory in the order of its keys, one that comes again at all.</summary>
/// <param name="tree">Which objects.</param>
/// <param name="inventory">The inventory, opened.</param>
/// <param name="clients">The stores.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class InventoryListing(S3Tree tree, Inventory inventory, S3ClientFactory clients, CancellationToken cancellationToken) : TreeListing
{
    readonly IEnumerator<ListedObject> _rows = inventory.Rows(tree.Place.Bucket, clients, cancellationToken).GetEnumerator();
    readonly RecentNames? _recent = inventory.IsSorted ? null : new();
    TreeEntry? _ahead;
    ObjectKey _last;
    Failure? _error;

    /// <inheritdoc/>
    public override Failure? Error => _error;

    /// <summary>Says whether rows name versions: of a list the first one is read for that.</summary>
    public bool NamesVersions()
    {
        if (inventory.IsList)
            _ahead ??= TryNext(out TreeEntry first) ? first : null;
        return inventory.NamesVersions;
    }

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        (item, bool isRead, _ahead) = (_ahead.GetValueOrDefault(), _ahead is not null, null);
        if (isRead)
            return true;
        try
        {
            while (_error is null && !cancellationToken.IsCancellationRequested && _rows.MoveNext())
            {
                ListedObject row = _rows.Current;
                if (!row.Key.StartsWith(tree.Place.Key) || tree.Pattern?.IsMatch(Encoding.UTF8.GetString(row.Key.Bytes)) == false || IsAgain(row))
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

    bool IsAgain(in ListedObject row)
    {
        ObjectKey key = row.Key;
        if (_recent is not null)
            return !_recent.Add(inventory.NamesVersions ? Marked(key, row.Version?.Id ?? "") : key.Bytes);
        int order = _last.IsEmpty ? 1 : key.CompareTo(_last);
        if (order < 0)
            _error = Failure.Local("BadInventory", $"The inventory {inventory.Manifest} is said to be sorted, and is not: {key} came after {_last}.");
        _last = key;
        return order == 0;
    }

    // Where the version begins is said at the end: keys are any bytes.
    static byte[] Marked(ObjectKey key, string version) => [.. key.Bytes, .. Encoding.UTF8.GetBytes(version), (byte)(version.Length >> 8), (byte)version.Length];
}
