using Sluice.S3;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Trees;

/// <summary>
/// Items that were listed earlier, as the chunks of a job are, for whoever changes them in place and asks no condition of the store: what is another one
/// by now, or gone, is an item with a problem. A page of what is there costs a thousandth of a look at each.
/// </summary>
internal sealed class UnchangedListing : EarlierListing
{
    static readonly LocalProblem Gone = new("Missing", "It is gone since it was listed."), Another = new("Changed", "It is another one by now than was listed, and stays as it is.");

    UnchangedListing(TreeListing named, TreeListing there) : base(named, there) { }

    /// <summary>The items of a tree: checked where they were listed earlier and nothing else looks at each.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="query">How it is listed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static TreeListing Of(Tree tree, TreeQuery query, CancellationToken cancellationToken) =>
        tree is { Part: { } part, ListsThePast: false, Objects: { ShowsVersions: false } store }
            ? new UnchangedListing(tree.List(query, cancellationToken), store.List(query with { Order = Listing.ListingOrder.Sorted, From = part.First, Through = part.Last }, cancellationToken))
            : tree.List(query, cancellationToken);

    /// <summary>True for an item that is another one than was listed, as far as either tells.</summary>
    public static bool IsAnother(in TreeEntry found, in TreeEntry listed)
    {
        if (listed.Size is { } size && found.Size is { } now && size != now)
            return true;
        if (listed.Object?.ETag is { } etag && found.Object?.ETag is { } tag)
            return !EntityTag.AreSame(etag, tag);
        // HTTP tells times in whole seconds (RFC 9110, 8.8.2).
        return listed.Modified is { } modified && found.Modified is { } written && (written - modified).Duration() >= TimeSpan.FromSeconds(1);
    }

    /// <inheritdoc/>
    protected override TreeEntry Judge(in TreeEntry listed, in TreeEntry? found) =>
        found is not { } now ? listed with { Problem = Gone } : IsAnother(now, listed) ? listed with { Problem = Another } : now;
}
