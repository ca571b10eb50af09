using Sluice.Failures;
using Sluice.Inventories.Sorting;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Inventories;

/// <summary>A tree of which an inventory tells what it holds, as it was then.</summary>
/// <param name="whole">The tree itself.</param>
/// <param name="location">The inventory.</param>
/// <param name="clients">The stores.</param>
internal sealed class InventoryTree(Tree whole, InventoryLocation location, S3ClientFactory clients) : Tree
{
    /// <inheritdoc/>
    public override Location Root => whole.Root;

    /// <inheritdoc/>
    public override S3Tree? Objects => whole.Objects;

    /// <inheritdoc/>
    public override bool ListsThePast => true;

    /// <inheritdoc/>
    public override string? RemovalProblem => whole.RemovalProblem;

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken)
    {
        // A run that checks ages has opened it before: then nothing is read again.
        location.Open(clients, TimeProvider.System, cancellationToken);
        InventoryListing rows = new(whole.Objects!, location.Inventory, clients, cancellationToken);
        return query.Order == ListingOrder.Sorted && !location.Inventory.IsSorted ? new SortedListing(rows, whole, cancellationToken) : rows;
    }

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found) => whole.Find(name, query, cancellationToken, out found);

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => whole.At(name);

    /// <inheritdoc/>
    public override Location At(in TreeEntry entry) => whole.At(entry);

    /// <inheritdoc/>
    public override TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) => whole.Entry(name, size, modified, etag);

    /// <inheritdoc/>
    public override string? ProblemOf(ReadOnlySpan<byte> name) => whole.ProblemOf(name);

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source) => whole.Open(entry, out source);

    /// <inheritdoc/>
    public override Failure? Remove(in TreeEntry entry, UploadSource? read) => whole.Remove(entry, read);

    /// <inheritdoc/>
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => ("NotInInventory", $"The inventory {location.Inventory.Manifest} has no such object.");
}
