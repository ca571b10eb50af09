using Sluice.Engine;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>
/// Counts the files and objects of a run's sources ahead of it, on a thread of its own, so that what is left is known long before the listing, which is held a short way ahead of the work,
/// has come to its end. Counts are kept, not names; of objects a thousand cost a request, where no limit of requests holds. A short run is over before it begins, one that only looks is not counted, and one that catches up ends it.
/// </summary>
internal sealed class AheadCount : IDisposable
{
    // Most runs are over by then.
    static readonly TimeSpan Delay = TimeSpan.FromSeconds(1), ObjectsDelay = TimeSpan.FromSeconds(2);

    // A file costs 0.6 us (docs/performance.md), a fiftieth of what one costs a run that finds so many. A faster one leaves things as they are, and is soon through.
    const double MostPerSecond = 30_000;

    // Whoever lists objects faster than they can be copied compares them, and a second listing would take what that needs.
    const double MostObjectsPerSecond = 10_000;

    // To catch up with a listing that had begun before.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    const int AskedEvery = 1024;

    readonly IReadOnlyList<Tree> _sources;
    readonly TimeProvider _clock;
    readonly Ledger _ledger;
    readonly CancellationTokenSource _stop;
    readonly Thread _thread;
    volatile Total? _total;

    AheadCount(IReadOnlyList<Tree> sources, Ledger ledger, TimeProvider clock, CancellationToken cancellationToken)
    {
        (TimeSpan delay, double mostPerSecond) = sources.Any(static source => source.Objects is not null) ? (ObjectsDelay, MostObjectsPerSecond) : (Delay, MostPerSecond);
        (_sources, _ledger, _clock) = (sources, ledger, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stop = _stop.Token;
        _thread = new Thread(() => Count(delay, mostPerSecond, stop), 256 << 10) { IsBackground = true, Name = "sluice-count" };
    }

    /// <summary>Begins; null where sources cannot be counted, and where no thread can be had.</summary>
    /// <param name="sources">What the run lists.</param>
    /// <param name="ledger">What it has listed.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="mayList">Requests may be made for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static AheadCount? Begin(IReadOnlyList<Tree> sources, Ledger ledger, TimeProvider clock, bool mayList, CancellationToken cancellationToken)
    {
        List<Tree> counted = [];
        foreach (Tree source in sources)
            if (source is { Files: { Pattern: null, Kind: FileKind.Directory }, Shape: TreeShape.Container } || mayList && IsListed(source))
                counted.Add(source);
            else if (source.Shape != TreeShape.One)
                return null;
        if (counted.Count == 0)
            return null;
        AheadCount begun = new(counted, ledger, clock, cancellationToken);
        try
        {
            begun._thread.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            begun._stop.Dispose();
            return null;
        }
        return begun;
    }

    /// <summary>Items and bytes that there were; null while that is not known.</summary>
    public (long Items, long Bytes)? Found => _total is { } total ? (total.Items, total.Bytes) : null;

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        // Between two looks at a directory it does not wait long; one that hangs is left behind.
        if (_thread.Join(TimeSpan.FromMilliseconds(100)))
            _stop.Dispose();
    }

    void Count(TimeSpan delay, double mostPerSecond, CancellationToken stop)
    {
        long before;
        do
        {
            before = _ledger.Totals().Listed;
            if (stop.WaitHandle.WaitOne(delay))
                return;
        }
        while (_ledger.Totals().Listed - before > mostPerSecond * delay.TotalSeconds);
        long began = _clock.GetTimestamp();
        (long objects, long bytes) = (0, 0);
        TreeCount files = new(GoesOn);
        if (_sources.All(source => source.Files is { } tree ? files.Add(tree.Path) : AddObjects(source)) && !stop.IsCancellationRequested)
            _total = new Total(files.Items + objects, files.Bytes + bytes);

        bool GoesOn(long items) => !stop.IsCancellationRequested && (items > _ledger.Totals().Listed || _clock.GetElapsedTime(began) < Patience);

        bool AddObjects(Tree source)
        {
            using TreeListing listing = source.List(new TreeQuery { Order = ListingOrder.Any, PagesAhead = MergeJoin.PagesAhead }, stop);
            while (listing.TryNext(out TreeEntry entry))
            {
                (objects, bytes) = (objects + 1, bytes + entry.Size.GetValueOrDefault());
                if (objects % AskedEvery == 0 && !GoesOn(objects))
                    return false;
            }
            return listing.Error is null;
        }
    }

    // An inventory is a list that is read once, and versions are more than the names that they have.
    static bool IsListed(Tree source) => source is { Objects: { ShowsVersions: false } store, Shape: TreeShape.Container, Part: null, ListsThePast: false } && ReferenceEquals(store, source);

    sealed record Total(long Items, long Bytes);
}
