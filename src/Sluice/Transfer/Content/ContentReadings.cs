using Sluice.Transfer.Items;

namespace Sluice.Transfer.Content;

/// <summary>The comparisons of a run that read contents at this moment: how much of it, and how far they are. Safe for many threads.</summary>
internal sealed class ContentReadings
{
    const int Shown = 3;

    // What is read in a second or two needs no name.
    const long LeastShown = 16 << 20;

    // Guarded by itself.
    readonly Dictionary<ItemTransfer, (long Total, long Read)> _underWay = [];

    /// <summary>How many read, and the bytes that they have still to read.</summary>
    public (int Items, long Left) Left
    {
        get
        {
            lock (_underWay)
                return (_underWay.Count, _underWay.Values.Sum(static reading => Math.Max(0, reading.Total - reading.Read)));
        }
    }

    /// <summary>An item is about to read so many bytes, as far as they were not expected already.</summary>
    public void Expect(ItemTransfer item, long bytes)
    {
        lock (_underWay)
        {
            (long total, long read) = _underWay.GetValueOrDefault(item);
            _underWay[item] = (Math.Max(total, read + bytes), read);
        }
    }

    /// <summary>It has read so many of them.</summary>
    public void Count(ItemTransfer item, long bytes)
    {
        lock (_underWay)
            if (_underWay.TryGetValue(item, out (long Total, long Read) reading))
                _underWay[item] = (reading.Total, reading.Read + bytes);
    }

    /// <summary>It reads no more.</summary>
    public void End(ItemTransfer item)
    {
        lock (_underWay)
            _underWay.Remove(item);
    }

    /// <summary>The largest of them, in MiB.</summary>
    public IReadOnlyList<LargeTransfer> Largest()
    {
        lock (_underWay)
            return _underWay.Count == 0 ? [] : [.. _underWay.Where(static reading => reading.Value.Total >= LeastShown)
                .OrderByDescending(static reading => reading.Value.Total).ThenBy(static reading => reading.Key.From.ToString(), StringComparer.Ordinal).Take(Shown)
                .Select(static reading => new LargeTransfer(reading.Key.From, reading.Key.To, (int)(reading.Value.Total >> 20), (int)(reading.Value.Read >> 20)))];
    }
}
