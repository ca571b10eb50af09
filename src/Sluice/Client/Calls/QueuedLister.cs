using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Client.Calls;

/// <summary>
/// Lists a prefix as <see cref="ObjectLister"/> does, in ranges side by side and a bounded number of pages ahead, but with the request
/// threads of a client instead of threads of its own: a listing that nobody reads on with occupies none. Taken by one reader.
/// </summary>
internal sealed class QueuedLister : IDisposable
{
    readonly Func<S3Client> _client;
    readonly RequestThreads _threads;
    readonly CancellationTokenSource _end;
    readonly CancellationToken _caller, _ended;
    readonly object _gate = new();

    // Guarded by _gate.
    readonly ListingPlan _plan;
    TaskCompletionSource? _wanted;
    Exception? _failure;

    /// <summary>Begins to list.</summary>
    /// <param name="client">The low layer.</param>
    /// <param name="threads">Make its requests.</param>
    /// <param name="request">What to list.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public QueuedLister(Func<S3Client> client, RequestThreads threads, ListObjectsRequest request, ListingOptions options, CancellationToken cancellationToken)
    {
        (_client, _threads, _plan, _caller) = (client, threads, new ListingPlan(request, options), cancellationToken);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ended = _end.Token;
        lock (_gate)
            DispatchLocked();
    }

    /// <summary>The next page; null at the end. Throws what ended the listing early.</summary>
    public async ValueTask<ListObjectsPage?> NextAsync()
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                _caller.ThrowIfCancellationRequested();
                if (_failure is not null)
                    throw _failure;
                if (_plan.TryTake(out ListObjectsPage page))
                {
                    DispatchLocked();
                    return page;
                }
                if (_plan.IsDone)
                    return _plan.Error is { } error ? throw new S3Exception(error) : null;
                _plan.Starved();
                DispatchLocked();
                _wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = _wanted.Task;
            }
            await more.ConfigureAwait(false);
        }
    }

    /// <summary>Lists no further; what is under way is split short.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    void DispatchLocked()
    {
        while (_failure is null && !_ended.IsCancellationRequested && _plan.NextFetch() is { } range)
            _ = FetchAsync(range, _plan.RequestFor(range));
    }

    async Task FetchAsync(KeyRange range, ListObjectsRequest request)
    {
        try
        {
            (S3Result<ListObjectsPage> Result, TimeSpan Took, long Throttles, long Retries) answer = await _threads.RunAsync(token => Fetch(request, token), _ended).ConfigureAwait(false);
            lock (_gate)
            {
                _plan.Arrived(range, answer.Result, answer.Took, answer.Throttles, answer.Retries);
                if (_plan.MayTake)
                    _wanted?.TrySetResult();
                else if (_wanted is { Task.IsCompleted: false })
                    _plan.Starved();
                DispatchLocked();
            }
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to whoever takes the pages.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                _failure ??= _caller.IsCancellationRequested ? new OperationCanceledException(_caller) : failure;
                _wanted?.TrySetResult();
            }
        }
    }

    (S3Result<ListObjectsPage> Result, TimeSpan Took, long Throttles, long Retries) Fetch(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        S3Client client = _client();
        long begun = client.Options.Clock.GetTimestamp();
        S3Result<ListObjectsPage> result = client.ListObjects(request, cancellationToken);
        if (result.Error is { Kind: FailureKind.Canceled })
            throw new S3Exception(result.Error);
        return (result, client.Options.Clock.GetElapsedTime(begun), client.Counters.Throttles, client.Counters.Retries);
    }
}
