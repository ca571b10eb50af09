using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Transfer.Copying;

/// <summary>The objects of a prefix or a glob, one by one as they are listed: for whoever copies or removes them.</summary>
/// <param name="client">The store.</param>
/// <param name="source">Which objects.</param>
/// <param name="order">In which order they come.</param>
/// <param name="cancellationToken">Ends the listing.</param>
internal sealed class PrefixObjects(S3Client client, PrefixSource source, ListingOrder order, CancellationToken cancellationToken) : IDisposable
{
    readonly ObjectLister _lister = new(client, new ListObjectsRequest(source.Location.Bucket) { Prefix = source.Prefix }, new ListingOptions { Order = order }, cancellationToken);
    IReadOnlyList<ListedObject> _page = [];
    int _next;

    /// <summary>Why the listing ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public S3Error? Error => cancellationToken.IsCancellationRequested ? null : _lister.Error;

    /// <summary>True once an object was found.</summary>
    public bool Any { get; private set; }

    /// <summary>Waits for the next object; false at the end.</summary>
    public bool TryNext(out ListedObject found)
    {
        do
        {
            for (; _next < _page.Count; _next++)
            {
                found = _page[_next];
                if (source.Pattern is { } pattern && !pattern.IsMatch(Encoding.UTF8.GetString(found.Key.Bytes)))
                    continue;
                _next++;
                return Any = true;
            }
        }
        while (NextPage());
        found = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lister.Dispose();

    bool NextPage()
    {
        bool more = _lister.TryNext(out ListObjectsPage page);
        _page = more ? page.Objects : [];
        _next = 0;
        return more;
    }
}
