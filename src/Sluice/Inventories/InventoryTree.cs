using Sluice.Inventories.Sorting;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Listing;

namespace Sluice.Inventories;

/// <summary>A tree of which an inventory tells what it holds, as it was then.</summary>
/// <param name="whole">The tree itself.</param>
/// <param name="location">The inventory.</param>
/// <param name="clients">The stores.</param>
internal sealed class InventoryTree(Tree whole, InventoryLocation location, S3ClientFactory clients) : RelistedTree(whole)
{
    /// <inheritdoc/>
    public override bool ListsThePast => true;

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken)
    {
        // A run that checks ages has opened it before: then nothing is read again.
        location.Open(clients, TimeProvider.System, cancellationToken);
        InventoryListing rows = new(Whole.Objects!, location.Inventory, clients, cancellationToken);
        // Two versions of an object are two contents of one name: all rows are seen before the first is acted on.
        bool sorts = query.Order == ListingOrder.Sorted ? !location.Inventory.IsSorted : !query.TakesVersions && rows.NamesVersions();
        return sorts ? new SortedListing(rows, Whole, cancellationToken) : rows;
    }

    /// <inheritdoc/>
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => ("NotInInventory", $"The inventory {location.Inventory.Manifest} has no such object.");
}
