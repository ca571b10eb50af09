using Sluice.Engine;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>The items of many parts that are under way in a run, to be shown by name. Safe for many threads; at most as many as the scheduler lets begin.</summary>
internal sealed class LargeTransfers
{
    const int Shown = 3;

    // Guarded by itself.
    readonly HashSet<PartedTransfer> _underWay = [];

    /// <summary>One has begun.</summary>
    public void Add(PartedTransfer item)
    {
        lock (_underWay)
            _underWay.Add(item);
    }

    /// <summary>It has ended.</summary>
    public void Remove(PartedTransfer item)
    {
        lock (_underWay)
            _underWay.Remove(item);
    }

    /// <summary>The largest of them, by their number of parts.</summary>
    /// <param name="workers">Those that may be sending bytes of them.</param>
    public IReadOnlyList<LargeTransfer> Largest(WorkerSet workers)
    {
        List<(PartedTransfer Item, LargeTransfer Now)> all = [];
        lock (_underWay)
        {
            if (_underWay.Count == 0)
                return [];
            foreach (PartedTransfer item in _underWay)
                all.Add((item, item.Now));
        }
        // Of the same number the one that is further: it stays in its line while others come and go.
        all.Sort(static (a, b) => Compare(a.Now, b.Now));
        return [.. all.Take(Shown).Select(one => one.Now with { MovedBytes = one.Now.MovedBytes + Sending(workers, one.Item) })];
    }

    static int Compare(LargeTransfer a, LargeTransfer b) =>
        a.Parts != b.Parts ? b.Parts.CompareTo(a.Parts) : a.Done != b.Done ? b.Done.CompareTo(a.Done) : string.CompareOrdinal(a.From.ToString(), b.From.ToString());

    static long Sending(WorkerSet workers, PartedTransfer item)
    {
        long bytes = 0;
        foreach (Worker worker in workers.All)
            if (worker.Current == item)
                bytes += worker.SentBytes;
        return bytes;
    }
}
