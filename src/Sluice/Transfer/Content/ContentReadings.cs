using Sluice.Transfer.Items;

namespace Sluice.Transfer.Content;

/// <summary>The comparisons of a run that read contents at this moment: how much of each side, and how far they are. Safe for many threads.</summary>
internal sealed class ContentReadings
{
    const int Shown = 3;

    // What is read in a second or two needs no name.
    const long LeastShown = 16 << 20;

    // Guarded by _underWay.
    readonly Dictionary<ItemTransfer, (ReadBytes First, ReadBytes Second)> _underWay = [];
    long _readOfFirst, _readOfSecond;

    /// <summary>How many read.</summary>
    public int Items
    {
        get
        {
            lock (_underWay)
                return _underWay.Count;
        }
    }

    /// <summary>What was read of a side, and what is left of the items that read; null before anything was.</summary>
    public SideProgress? Side(bool isFirst)
    {
        lock (_underWay)
        {
            if (_readOfFirst + _readOfSecond == 0)
                return null;
            long left = 0;
            foreach ((ReadBytes first, ReadBytes second) in _underWay.Values)
                left += (isFirst ? first : second).Left;
            return new SideProgress(isFirst ? _readOfFirst : _readOfSecond, left);
        }
    }

    /// <summary>An item is about to read so many bytes of a side, as far as they were not expected already.</summary>
    public void Expect(ItemTransfer item, bool isFirst, long bytes)
    {
        lock (_underWay)
        {
            (ReadBytes first, ReadBytes second) = _underWay.GetValueOrDefault(item);
            _underWay[item] = isFirst ? (first.Expecting(bytes), second) : (first, second.Expecting(bytes));
        }
    }

    /// <summary>It has read so many of them.</summary>
    public void Count(ItemTransfer item, bool isFirst, long bytes)
    {
        lock (_underWay)
        {
            if (isFirst)
                _readOfFirst += bytes;
            else
                _readOfSecond += bytes;
            if (_underWay.TryGetValue(item, out (ReadBytes First, ReadBytes Second) sides))
                _underWay[item] = isFirst ? (sides.First.With(bytes), sides.Second) : (sides.First, sides.Second.With(bytes));
        }
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
            return _underWay.Count == 0 ? [] : [.. _underWay.Select(static reading => (Item: reading.Key, Total: reading.Value.First.Total + reading.Value.Second.Total, Read: reading.Value.First.Read + reading.Value.Second.Read))
                .Where(static reading => reading.Total >= LeastShown)
                .OrderByDescending(static reading => reading.Total).ThenBy(static reading => reading.Item.From.ToString(), StringComparer.Ordinal).Take(Shown)
                .Select(static reading => new LargeTransfer(reading.Item.From, reading.Item.To, (int)(reading.Total >> 20), (int)(reading.Read >> 20)) { Bytes = reading.Total, MovedBytes = reading.Read })];
    }

    readonly record struct ReadBytes(long Total, long Read)
    {
        public long Left => Math.Max(0, Total - Read);

        public ReadBytes Expecting(long bytes) => this with { Total = Math.Max(Total, Read + bytes) };

        public ReadBytes With(long bytes) => this with { Read = Read + bytes };
    }
}
