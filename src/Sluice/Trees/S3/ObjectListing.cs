using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Trees.S3;

/// <summary>The objects below a prefix, or those that match a pattern. Directory markers (names that end in a slash, or the prefix itself) are items like any other.</summary>
/// <param name="tree">Which objects.</param>
/// <param name="query">In which order they come.</param>
/// <param name="cancellationToken">Stops the listing.</param>
internal sealed class ObjectListing(S3Tree tree, TreeQuery query, CancellationToken cancellationToken) : TreeListing
{
    readonly ObjectLister _lister = new(tree.Client, new ListObjectsRequest(tree.Place.Bucket) { Prefix = tree.Place.Key }, Options(query), cancellationToken);
    IReadOnlyList<ListedObject> _page = [];
    int _next;

    /// <inheritdoc/>
    public override Failure? Error => _lister.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        while (true)
        {
            while (_next == _page.Count)
            {
                if (!_lister.TryNext(out ListObjectsPage page))
                {
                    item = default;
                    return false;
                }
                _page = page.Objects;
                _next = 0;
            }
            ListedObject found = _page[_next++];
            if (tree.Pattern?.IsMatch(Encoding.UTF8.GetString(found.Key.Bytes)) == false)
                continue;
            item = new TreeEntry(found.Key.Memory[tree.NameStart..], found.Size, found.LastModified) { Object = found, Ahead = tree.Client.ClockAhead };
            return true;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _lister.Dispose();

    static ListingOptions Options(TreeQuery query)
    {
        ListingOptions options = new() { Order = query.Order };
        return query.PagesAhead is { } pages ? options with { Pages = pages } : options;
    }
}
