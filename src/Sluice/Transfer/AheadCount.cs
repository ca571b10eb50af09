using Sluice.Engine;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>
/// Counts the files of a run's local sources ahead of it, on a thread of its own, so that what is left is known long before the listing, which is held a short way ahead of the work, has
/// come to its end. Counts are kept, not names. A short run is over before it begins, one that only looks is not counted, and one that catches up ends it.
/// </summary>
internal sealed class AheadCount : IDisposable
{
    // Most runs are over by then.
    static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    // A file costs 0.6 us (docs/performance.md), a fiftieth of what one costs a run that finds so many. A faster one leaves things as they are, and is soon through.
    const double MostPerSecond = 30_000;

    // To catch up with a listing that had begun before.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly IReadOnlyList<LocalTree> _sources;
    readonly TimeProvider _clock;
    readonly Ledger _ledger;
    readonly CancellationTokenSource _stop;
    readonly Thread _thread;
    volatile Total? _total;

    AheadCount(IReadOnlyList<LocalTree> sources, Ledger ledger, TimeProvider clock, TimeSpan delay, CancellationToken cancellationToken)
    {
        (_sources, _ledger, _clock) = (sources, ledger, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stop = _stop.Token;
        _thread = new Thread(() => Count(delay, stop), 256 << 10) { IsBackground = true, Name = "sluice-count" };
    }

    /// <summary>Begins; null where sources cannot be counted, and where no thread can be had.</summary>
    /// <param name="sources">What the run lists.</param>
    /// <param name="ledger">What it has listed.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="delay">Time before it begins; for tests.</param>
    public static AheadCount? Begin(IReadOnlyList<Tree> sources, Ledger ledger, TimeProvider clock, CancellationToken cancellationToken, TimeSpan? delay = null)
    {
        List<LocalTree> counted = [];
        foreach (Tree source in sources)
            if (source is { Files: { Pattern: null, Kind: FileKind.Directory } files, Shape: TreeShape.Container })
                counted.Add(files);
            else if (source.Shape != TreeShape.One)
                return null;
        if (counted.Count == 0)
            return null;
        AheadCount begun = new(counted, ledger, clock, delay ?? Delay, cancellationToken);
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

    void Count(TimeSpan delay, CancellationToken stop)
    {
        long before;
        do
        {
            before = _ledger.Totals().Listed;
            if (stop.WaitHandle.WaitOne(delay))
                return;
        }
        while (_ledger.Totals().Listed - before > MostPerSecond * Math.Max(delay.TotalSeconds, 1));
        long began = _clock.GetTimestamp();
        TreeCount count = new(items => !stop.IsCancellationRequested && (items > _ledger.Totals().Listed || _clock.GetElapsedTime(began) < Patience));
        if (_sources.All(source => count.Add(source.Path)) && !stop.IsCancellationRequested)
            _total = new Total(count.Items, count.Bytes);
    }

    sealed record Total(long Items, long Bytes);
}
