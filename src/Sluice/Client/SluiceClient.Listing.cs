using System.Runtime.CompilerServices;
using Sluice.Client.Calls;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Client;

public sealed partial class SluiceClient
{
    /// <inheritdoc cref="ListAsync(ListObjectsRequest, bool, CancellationToken)"/>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What all keys begin with; empty for the whole bucket.</param>
    /// <param name="sorted">As below.</param>
    /// <param name="cancellationToken">As below.</param>
    public IAsyncEnumerable<ListedObject> ListAsync(string bucket, string prefix = "", bool sorted = true, CancellationToken cancellationToken = default) =>
        ListAsync(new ListObjectsRequest(bucket) { Prefix = new ObjectKey(prefix) }, sorted, cancellationToken);

    /// <summary>
    /// Lists all objects below a prefix. Where whoever takes the keys has to wait for them, ranges of keys are listed side by side, with at
    /// most half of the client's request threads; at most 200 pages are held, and only as many as were waited for. What ends the listing
    /// early is thrown: a listing that ends without an exception was complete.
    /// </summary>
    /// <param name="request">Bucket, prefix, and where to begin.</param>
    /// <param name="sorted">True: strictly increasing bytes, and a store that lists otherwise is an <see cref="S3Exception"/>. False: whatever comes first, which is faster.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<ListedObject> ListAsync(ListObjectsRequest request, bool sorted = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Delimiter.IsEmpty)
            throw new ArgumentException("A listing of all objects has no delimiter; ask the low layer for common prefixes.", nameof(request));
        return PagesAsync(request, sorted, cancellationToken);
    }

    async IAsyncEnumerable<ListedObject> PagesAsync(ListObjectsRequest request, bool sorted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListingOptions options = new()
        {
            Order = sorted ? ListingOrder.Sorted : ListingOrder.Any,
            Parallelism = Math.Clamp(_options.MaxConnections / 2, 1, ListingOptions.MaxParallelism),
            Clock = _options.Defaults.Client.Clock,
        };
        using QueuedLister lister = new(() => LowLevel, _threads, request, options, cancellationToken);
        while (await _observer.ObserveAsync("ListObjectsV2", request.Bucket, request.Prefix, () => lister.NextAsync().AsTask()).ConfigureAwait(false) is { } page)
            foreach (ListedObject found in page.Objects)
                yield return found;
    }
}
