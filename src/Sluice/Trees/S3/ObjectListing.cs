using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;

namespace Sluice.Trees.S3;

/// <summary>
/// The objects below a prefix, or those that match a pattern, or their versions. Directory markers (names that end in a slash, or the prefix itself) are items like any
/// other; what the store does not tell of the past is an item with a problem.
/// </summary>
/// <param name="tree">Which objects.</param>
/// <param name="query">In which order they come.</param>
/// <param name="cancellationToken">Stops the listing.</param>
internal sealed class ObjectListing(S3Tree tree, TreeQuery query, CancellationToken cancellationToken) : TreeListing
{
    /// <summary>What is said of a key of which nobody knows what it was.</summary>
    public static LocalProblem Untold { get; } = new("UntoldPast",
        "The store does not tell what was there then: a version without an id (null), written later, replaced whatever had none before it, or a version has no time.");

    readonly ObjectLister _lister = new(tree.Client, new ListObjectsRequest(tree.Place.Bucket) { Prefix = tree.Place.Key, StartAfter = query.From is { } from ? tree.KeyOf(from.Span) : default }, Options(tree, query), cancellationToken);
    ListObjectsPage _page = new([], [], null);
    int _next;
    int _nextUntold;
    bool _hasBegun = query.From is null;
    S3Error? _error;

    /// <inheritdoc/>
    public override Failure? Error => _error ?? _lister.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        if (!_hasBegun)
            Begin();
        if (_error is null && TryTake(out item) && (query.Through is not { } last || item.Name.Span.SequenceCompareTo(last.Span) <= 0))
            return true;
        item = default;
        return false;
    }

    // A listing begins behind a key (start-after); the key itself is the first that begins with it.
    void Begin()
    {
        _hasBegun = true;
        ObjectKey first = tree.KeyOf(query.From!.Value.Span);
        if (!tree.Client.ListObjects(new ListObjectsRequest(tree.Place.Bucket) { Prefix = first, MaxKeys = 1 }, cancellationToken).TryGet(out ListObjectsPage? page, out _error))
            return;
        if (page.Objects is [var found, ..] && found.Key == first)
            _page = page;
    }

    bool TryTake(out TreeEntry item)
    {
        while (true)
        {
            while (_next == _page.Objects.Count && _nextUntold == _page.Untold.Count)
            {
                if (!_lister.TryNext(out _page))
                {
                    item = default;
                    return false;
                }
                _next = _nextUntold = 0;
            }
            bool isUntold = _nextUntold < _page.Untold.Count && (_next == _page.Objects.Count || _page.Untold[_nextUntold] < _page.Objects[_next].Key);
            ListedObject found = isUntold ? new ListedObject(_page.Untold[_nextUntold++], null, null, null, null) : _page.Objects[_next++];
            // Of an object itself those that only begin with its name are not meant.
            if (tree.Pattern?.IsMatch(Encoding.UTF8.GetString(found.Key.Bytes)) == false || tree.Shape == TreeShape.One && found.Key != tree.Place.Key)
                continue;
            item = isUntold
                ? new TreeEntry(found.Key.Memory[tree.NameStart..], null, null) { Problem = Untold }
                : new TreeEntry(found.Key.Memory[tree.NameStart..], found.Size, found.LastModified) { Object = found, Ahead = tree.Client.ClockAhead };
            return true;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _lister.Dispose();

    static ListingOptions Options(S3Tree tree, TreeQuery query)
    {
        ListingOptions options = new() { Order = query.Order, Versions = tree.ShowsVersions, At = tree.Time, Parallelism = query.From is null ? null : 1 };
        return query.PagesAhead is { } pages ? options with { Pages = pages } : options;
    }
}
