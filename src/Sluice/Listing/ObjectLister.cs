using Sluice.S3;

namespace Sluice.Listing;

/// <summary>
/// Lists a prefix page by page on a thread of its own, one page ahead of whoever takes them: memory holds two pages
/// whatever the bucket holds. What is not understood of a page, or refused, ends the listing with an error value.
/// </summary>
internal sealed class ObjectLister : IDisposable
{
    readonly S3Client _client;
    readonly ListObjectsRequest _request;
    readonly CancellationTokenSource _stop;
    readonly object _gate = new();
    readonly Thread _thread;

    // Guarded by _gate.
    ListObjectsPage? _ready;
    S3Error? _error;
    bool _ended;

    /// <summary>Begins to list.</summary>
    public ObjectLister(S3Client client, ListObjectsRequest request, CancellationToken cancellationToken)
    {
        _client = client;
        _request = request;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _thread = new Thread(Loop, 512 << 10) { IsBackground = true, Name = "sluice-list" };
        _thread.Start();
    }

    /// <summary>Why the listing ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public S3Error? Error
    {
        get
        {
            lock (_gate)
                return _error;
        }
    }

    /// <summary>Waits for the next page; false at the end.</summary>
    public bool TryNext(out ListObjectsPage page)
    {
        lock (_gate)
        {
            while (_ready is null && !_ended)
                Monitor.Wait(_gate);
            page = _ready!;
            _ready = null;
            Monitor.PulseAll(_gate);
            return page is not null;
        }
    }

    /// <summary>Stops listing.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_gate)
            Monitor.PulseAll(_gate);
        _thread.Join();
        _stop.Dispose();
    }

    void Loop()
    {
        ListObjectsRequest request = _request;
        S3Error? failure = null;
        try
        {
            while (true)
            {
                if (!_client.ListObjects(request, _stop.Token).TryGet(out ListObjectsPage? page, out failure))
                    break;
                failure = Foreign(page);
                if (failure is not null || !Hand(page) || page.NextToken is null)
                    break;
                // A store that answers with the same token again would never end.
                if (page.NextToken == request.ContinuationToken)
                {
                    failure = new S3Error(S3ErrorKind.Protocol, RetryClass.Never, "The store's listing goes round in a circle: it gave the same continuation token twice.");
                    break;
                }
                request = request with { ContinuationToken = page.NextToken };
            }
        }
        catch (S3Exception exception)
        {
            failure = exception.Error;
        }
        lock (_gate)
        {
            _error = failure;
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    // Other keys than were asked for would have their names cut wrongly, and must not be removed.
    S3Error? Foreign(ListObjectsPage page)
    {
        foreach (ListedObject listed in page.Objects)
            if (!listed.Key.StartsWith(_request.Prefix))
                return new S3Error(S3ErrorKind.Protocol, RetryClass.Never, $"The store listed {listed.Key}, which does not begin with {_request.Prefix}.");
        return null;
    }

    bool Hand(ListObjectsPage page)
    {
        lock (_gate)
        {
            while (_ready is not null && !_stop.IsCancellationRequested)
                Monitor.Wait(_gate);
            if (_stop.IsCancellationRequested)
                return false;
            _ready = page;
            Monitor.PulseAll(_gate);
            return true;
        }
    }
}
