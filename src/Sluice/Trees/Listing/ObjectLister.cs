using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// Lists a prefix page by page. A listing begins page after page; where one that takes the pages has to wait for them, the
/// keys are split into ranges that are listed side by side, each by a thread of its own, a bounded number of pages ahead.
/// What is not understood of a page, or refused, ends the listing with an error value.
/// </summary>
public sealed class ObjectLister : IDisposable
{
    const int StackSize = 512 << 10;

    readonly PageSource _source;
    readonly TimeProvider _clock;
    readonly Func<(long Throttles, long Retries)> _trouble;
    readonly CancellationTokenSource _stop;
    readonly SemaphoreSlim _work = new(0);
    readonly object _gate = new();
    readonly DateTimeOffset? _at;

    // Guarded by _gate, on which only the one who takes the pages waits.
    readonly ListingPlan _plan;
    readonly Queue<KeyRange> _fetches = new();
    readonly List<Thread> _threads = [];
    int _idle;
    bool _isWaiting;

    /// <summary>Begins to list, sorted.</summary>
    public ObjectLister(S3Client client, ListObjectsRequest request, CancellationToken cancellationToken)
        : this(client, request, new ListingOptions(), cancellationToken)
    {
    }

    /// <summary>Begins to list.</summary>
    public ObjectLister(S3Client client, ListObjectsRequest request, ListingOptions options, CancellationToken cancellationToken)
        : this(options.Versions || options.At is not null ? client.ListObjectVersions : client.ListObjects, () => (client.Counters.Throttles, client.Counters.Retries), request, For(client, options), cancellationToken)
    {
    }

    // What is split must be in order, and begin where it is told to.
    static ListingOptions For(S3Client client, ListingOptions options) =>
        options with { Clock = client.Options.Clock, OnRepeated = client.LearnRepeatedNames, Parallelism = client.Options.Deviations.HasFlag(StoreDeviations.UnorderedListings) ? 1 : options.Parallelism };

    /// <summary>Begins to list what a source of pages has.</summary>
    /// <param name="source">Called on many threads at once.</param>
    /// <param name="trouble">How often the source was asked to slow down, and tried again, so far.</param>
    /// <param name="request">What to list; a start-after or a token is where it begins.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the listing, with <see cref="FailureKind.Canceled"/>.</param>
    internal ObjectLister(PageSource source, Func<(long Throttles, long Retries)> trouble, ListObjectsRequest request, ListingOptions options, CancellationToken cancellationToken)
    {
        _source = source;
        _clock = options.Clock;
        _at = options.At;
        _trouble = trouble;
        _plan = new ListingPlan(request, options);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_gate)
            DispatchLocked();
    }

    /// <summary>Why the listing ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public S3Error? Error
    {
        get
        {
            lock (_gate)
                return _plan.Error;
        }
    }

    /// <summary>What the listing found odd about the store, as a sentence; null for nothing. Names that came twice are in <see cref="S3Client.Concessions"/>. Known after <see cref="TryNext"/> returned false.</summary>
    public string? Notice
    {
        get
        {
            lock (_gate)
                return _plan.Notice;
        }
    }

    /// <summary>Threads that were started.</summary>
    internal int Threads
    {
        get
        {
            lock (_gate)
                return _threads.Count;
        }
    }

    /// <summary>Waits for the next page; false at the end.</summary>
    public bool TryNext(out ListObjectsPage page)
    {
        if (!TryTake(out page))
            return false;
        if (_at is { } time)
            page = VersionHistory.At(page, time);
        return true;
    }

    bool TryTake(out ListObjectsPage page)
    {
        lock (_gate)
        {
            page = null!;
            if (_stop.IsCancellationRequested)
                FailCanceledLocked();
            while (_plan.Error?.Kind != FailureKind.Canceled)
            {
                if (_plan.TryTake(out page))
                {
                    DispatchLocked();
                    return true;
                }
                if (_plan.IsDone)
                    break;
                _plan.Starved();
                DispatchLocked();
                _isWaiting = true;
                Monitor.Wait(_gate);
                _isWaiting = false;
            }
            return false;
        }
    }

    /// <summary>Stops listing, and waits until all threads are gone.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Thread[] threads;
        lock (_gate)
        {
            FailCanceledLocked();
            Monitor.PulseAll(_gate);
            threads = [.. _threads];
        }
        foreach (Thread thread in threads)
            thread.Join();
        _stop.Dispose();
        _work.Dispose();
    }

    void FailCanceledLocked()
    {
        if (!_plan.IsDone)
            _plan.Fail(new S3Error(FailureKind.Canceled, RetryClass.Never, "The listing was cancelled."));
    }

    // A thread is started only for work that no thread waits for.
    void DispatchLocked()
    {
        while (!_stop.IsCancellationRequested && _plan.NextFetch() is { } range)
        {
            _fetches.Enqueue(range);
            if (_fetches.Count > _idle)
            {
                Thread thread = new(Work, StackSize) { IsBackground = true, Name = "sluice-list" };
                _threads.Add(thread);
                _idle++;
                thread.Start();
            }
            _work.Release();
        }
    }

    void Work()
    {
        try
        {
            while (true)
            {
                _work.Wait(_stop.Token);
                Fetch();
            }
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                FailCanceledLocked();
                Monitor.PulseAll(_gate);
            }
        }
    }

    void Fetch()
    {
        KeyRange range;
        ListObjectsRequest request;
        lock (_gate)
        {
            _idle--;
            range = _fetches.Dequeue();
            request = _plan.RequestFor(range);
        }
        S3Result<ListObjectsPage> result;
        long begun = _clock.GetTimestamp();
        try
        {
            result = _source(request, _stop.Token);
        }
        catch (S3Exception exception)
        {
            result = exception.Error;
        }
        TimeSpan took = _clock.GetElapsedTime(begun);
        (long throttles, long retries) = _trouble();
        lock (_gate)
        {
            _idle++;
            _plan.Arrived(range, result, took, throttles, retries);
            // Only one waits: the one who takes the pages. Whose turn has not come need not wake it.
            if (_plan.MayTake)
                Monitor.Pulse(_gate);
            else if (_isWaiting)
                _plan.Starved();
            DispatchLocked();
        }
    }
}
