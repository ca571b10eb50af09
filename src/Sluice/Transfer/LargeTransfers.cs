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
    public IReadOnlyList<LargeTransfer> Largest()
    {
        List<LargeTransfer> all = [];
        lock (_underWay)
        {
            if (_underWay.Count == 0)
                return [];
            foreach (PartedTransfer item in _underWay)
                all.Add(item.Now);
        }
        // Of the same number the one that is further: it stays in its line while others come and go.
        all.Sort(static (a, b) => a.Parts != b.Parts ? b.Parts.CompareTo(a.Parts) : a.Done != b.Done ? b.Done.CompareTo(a.Done) : string.CompareOrdinal(a.From.ToString(), b.From.ToString()));
        return all.Count > Shown ? all.GetRange(0, Shown) : all;
    }
}
