using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire;

namespace Sluice.Trees.Listing;

/// <summary>
/// What a listing fetches next, what it makes of the answers, and which page is handed out next. No threads and no locks:
/// whoever drives it calls one method at a time, and any order of answers gives the same keys.
/// </summary>
internal sealed class ListingPlan
{
    /// <summary>Share of the window that the farthest range leaves to those before it, whose pages are wanted sooner.</summary>
    const double LeftToNearer = 0.5;

    readonly ListObjectsRequest _request;
    readonly ListingOptions _options;
    readonly RequestBudget _budget = new();
    readonly RangeTable _table;
    readonly SplitPlanner _planner;
    readonly ListingConcurrency _pace;
    readonly PageCheck _check;
    readonly Queue<ListObjectsPage> _unsorted = new();
    readonly bool _sorted;
    readonly RepeatedNames _repeated = new();

    // Pages come in the store's own order: nothing may be split, and no order is asked of them.
    bool _isPlain;
    bool _maySplit;
    bool _handedOne;
    int _underWay;
    int _window = 1;
    ObjectKey _lastHanded, _lastOfLevel;

    /// <summary>Begins at the start of the listing.</summary>
    public ListingPlan(ListObjectsRequest request, ListingOptions options)
    {
        _request = request;
        _options = options;
        _sorted = options.Order != ListingOrder.Any;
        _table = new RangeTable(request, _budget);
        _planner = new SplitPlanner(_table, _budget, _sorted);
        _pace = new ListingConcurrency(options.Parallelism, OpenFiles.MostListingRequests);
        _check = new PageCheck(request.Prefix);
        bool hasOrder = !BucketName.IsDirectoryBucket(request.Bucket);
        _maySplit = hasOrder && options.Parallelism != 1 && request.Delimiter.IsEmpty;
        _isPlain = !request.Delimiter.IsEmpty || !hasOrder && options.Order != ListingOrder.Sorted;
    }

    /// <summary>Why the listing broke off; null while it did not.</summary>
    public S3Error? Error { get; private set; }

    /// <summary>What whoever lists may want to know of the store, as a sentence; null for nothing.</summary>
    public string? Notice { get; private set; }

    /// <summary>Pages under way, and waiting to be taken.</summary>
    public int Held { get; private set; }

    /// <summary>True when nothing more is to be fetched.</summary>
    public bool IsDone => Error is not null || _underWay == 0 && _table.IsDone;

    /// <summary>Whoever takes the pages has to wait: from then on more are held.</summary>
    public void Starved() => _window = Math.Min(_options.Pages, _window * 2);

    /// <summary>The listing cannot go on.</summary>
    public void Fail(S3Error error) => Error ??= error;

    /// <summary>The range whose next page is to be fetched now; null when nothing is to be.</summary>
    public KeyRange? NextFetch()
    {
        if (Error is not null || _underWay >= _pace.Limit)
            return null;
        KeyRange? next = NextIdle();
        if (next is null && _maySplit && Held < _window && _planner.Next(_options.Pages) is (KeyRange range, ObjectKey at))
            next = _table.Split(range, at);
        if (next is null)
            return null;
        next.IsBusy = true;
        Held++;
        _underWay++;
        return next;
    }

    /// <summary>How to ask for the next page of a range.</summary>
    public ListObjectsRequest RequestFor(KeyRange range) => _request with { StartAfter = range.Start, ContinuationToken = range.Token };

    /// <summary>Takes in what came of a fetch.</summary>
    /// <param name="range">As <see cref="NextFetch"/> gave it.</param>
    /// <param name="result">The page or the error.</param>
    /// <param name="took">Time from request to answer.</param>
    /// <param name="throttles">Answers so far that asked to slow down.</param>
    /// <param name="retries">Attempts so far after the first.</param>
    public void Arrived(KeyRange range, S3Result<ListObjectsPage> result, TimeSpan took, long throttles, long retries)
    {
        _pace.Count(_underWay, took, throttles, retries);
        _underWay--;
        Held--;
        range.IsBusy = false;
        if (Error is not null)
            return;
        if (!result.TryGet(out ListObjectsPage? page, out S3Error? error))
        {
            // A key that was made up may be what the store does not like.
            if (IsOnTrial(range) && error.Kind != FailureKind.Canceled)
                TakeBack(range, $"The store refused to list from a key that it does not hold ({DisplayText.OfEscaped(error.Code)})");
            else
                Error = error;
            return;
        }
        Error = _check.Foreign(page) ?? PageCheck.Circle(range, page);
        if (Error is null && (_isPlain || IsInOrder(range, ref page)))
            Hand(range, page);
    }

    /// <summary>Whether it is worth the while to ask for the next page.</summary>
    public bool MayTake => IsDone || (_sorted ? _table.Head.Ready.Count > 0 || _table.Head is { IsDone: true, Right.First: not null } : _unsorted.Count > 0);

    /// <summary>The next page, when it is there.</summary>
    public bool TryTake(out ListObjectsPage page)
    {
        if (!_sorted)
        {
            if (!_unsorted.TryDequeue(out page!))
                return false;
        }
        else
        {
            while (!_table.Head.Ready.TryDequeue(out page!))
                if (!_table.DropHead())
                    return false;
        }
        Held--;
        if (!_sorted || _isPlain || page.Objects.Count == 0)
            return true;
        // The promise itself is looked at once more, whatever led here.
        if (PageCheck.OutOfOrder(page.Objects[0].Key, _lastHanded) is { } error)
        {
            Error ??= error;
            return false;
        }
        _lastHanded = page.Objects[^1].Key;
        return true;
    }

    // The leftmost that waits. Pages far ahead must not fill the window before those that are wanted first.
    KeyRange? NextIdle()
    {
        if (!_sorted)
            return Held < _window ? _table.Ranges.FirstOrDefault(static range => !range.IsDone && !range.IsBusy) : null;
        if (_table.Head is { IsDone: false, IsBusy: false, Ready.Count: 0 } head)
            return head;
        int count = _table.Ranges.Count(), index = 0;
        foreach (KeyRange range in _table.Ranges)
            if (!range.IsDone && !range.IsBusy && Held < _window * (1 - LeftToNearer * index / count))
                return range;
            else
                index++;
        return null;
    }

    // Versions of one key follow each other.
    bool HasNamesOnce => !_options.Versions && _options.At is null;

    bool IsInOrder(KeyRange range, ref ListObjectsPage page)
    {
        if (page.Objects.Count == 0)
            return true;
        if (range.LastSeen.IsEmpty && page.Objects[0].Key <= range.Start)
        {
            if (IsOnTrial(range))
                return TakeBack(range, "The store does not honour start-after");
            // Its caller asked to start there. What lies before is left out here.
            if (!range.Start.IsEmpty)
                GoOnSerially("The store does not honour start-after");
        }
        if (PageCheck.OutOfOrder(page, range.LastSeen) is not { } error)
            return true;
        if (HasNamesOnce && Once(page, RepeatedNames.Ordered(page, range.LastSeen)) is var once && !ReferenceEquals(once, page) && PageCheck.OutOfOrder(once, range.LastSeen) is null)
        {
            page = once;
            return true;
        }
        if (IsOnTrial(range))
            return TakeBack(range, "The store does not list in the order of bytes");
        if (_options.Order == ListingOrder.Sorted || _table.SplitsKept > 0)
            Error = error;
        else
        {
            _isPlain = true;
            GoOnSerially("The store does not list in the order of bytes");
        }
        return Error is null;
    }

    void Hand(KeyRange range, ListObjectsPage page)
    {
        if (page.NextToken is not null && !_maySplit && _isPlain && _request.Delimiter.IsEmpty)
            Notice ??= "A directory bucket lists in no order: page after page.";
        IReadOnlyList<ListedObject> objects = page.Objects;
        if (_isPlain)
        {
            if (HasNamesOnce)
                page = Once(page, _request.Delimiter.IsEmpty ? _repeated.Unordered(page) : _repeated.OfOneLevel(page, _lastOfLevel));
            if (page.Objects.Count > 0)
                _lastOfLevel = page.Objects[^1].Key;
            objects = page.Objects;
            range.Token = page.NextToken;
            range.IsEnded = page.NextToken is null;
        }
        else
        {
            objects = _table.Accept(range, page);
        }
        if (objects.Count > 0 || page.CommonPrefixes.Count > 0 || !_handedOne)
        {
            _handedOne = true;
            Held++;
            (_sorted ? range.Ready : _unsorted).Enqueue(ReferenceEquals(objects, page.Objects) ? page : page with { Objects = objects });
        }
        if (!_sorted)
            _table.DropDone();
    }

    ListObjectsPage Once(ListObjectsPage page, ListObjectsPage once)
    {
        if (!ReferenceEquals(once, page))
            _options.OnRepeated?.Invoke();
        return once;
    }

    static bool IsOnTrial(KeyRange range) => range is { First: null, Left: not null };

    bool TakeBack(KeyRange range, string why)
    {
        RangeTable.TakeBack(range);
        GoOnSerially(why);
        return false;
    }

    void GoOnSerially(string why)
    {
        _maySplit = false;
        Notice ??= $"{why}: it is listed page after page.";
    }
}
