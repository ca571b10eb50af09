using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>
/// The objects of a bucket in byte order of their keys: sorted leaves of a bounded size under one sorted list of
/// leaves. Seeks and changes are logarithmic but for a short memory move, ten million keys cost 8 bytes each here,
/// and a listing walks neighbours. Not safe for threads: the bucket guards it.
/// </summary>
sealed class ObjectIndex
{
    const int LeafCapacity = 512;

    readonly List<Leaf> _leaves = [];

    public int Count { get; private set; }

    public KeptObject? Find(ObjectKey key)
    {
        int leaf = LeafOf(key);
        if (leaf < 0)
            return null;
        int at = _leaves[leaf].LowerBound(key, out bool exact);
        return exact ? _leaves[leaf].Items[at] : null;
    }

    /// <summary>Adds or replaces; returns what was there.</summary>
    public KeptObject? Put(KeptObject value)
    {
        int leafAt = LeafOf(value.Key);
        if (leafAt < 0)
        {
            if (_leaves.Count == 0)
                _leaves.Add(new Leaf());
            leafAt = 0;
        }
        Leaf leaf = _leaves[leafAt];
        int at = leaf.LowerBound(value.Key, out bool exact);
        if (exact)
        {
            KeptObject before = leaf.Items[at];
            leaf.Items[at] = value;
            return before;
        }
        if (leaf.Count == LeafCapacity)
        {
            // Keys often come in order: a full last leaf then stays full and a new one begins behind it.
            int keep = leafAt == _leaves.Count - 1 && at == LeafCapacity ? LeafCapacity : LeafCapacity / 2;
            _leaves.Insert(leafAt + 1, leaf.SplitAt(keep));
            if (at >= keep)
            {
                leaf = _leaves[leafAt + 1];
                at -= keep;
            }
        }
        leaf.Insert(at, value);
        Count++;
        return null;
    }

    /// <summary>Removes and returns what was there.</summary>
    public KeptObject? Remove(ObjectKey key)
    {
        int leafAt = LeafOf(key);
        if (leafAt < 0)
            return null;
        Leaf leaf = _leaves[leafAt];
        int at = leaf.LowerBound(key, out bool exact);
        if (!exact)
            return null;
        KeptObject removed = leaf.Items[at];
        leaf.RemoveAt(at);
        if (leaf.Count == 0)
            _leaves.RemoveAt(leafAt);
        Count--;
        return removed;
    }

    /// <summary>The first object at or after <paramref name="key"/>.</summary>
    public Cursor Seek(ObjectKey key)
    {
        int leaf = Math.Max(0, LeafOf(key));
        if (_leaves.Count == 0)
            return new Cursor(this, 0, 0);
        int at = _leaves[leaf].LowerBound(key, out _);
        return at == _leaves[leaf].Count ? new Cursor(this, leaf + 1, 0) : new Cursor(this, leaf, at);
    }

    /// <summary>The last leaf whose first key is not after <paramref name="key"/>; -1 when there is none.</summary>
    int LeafOf(ObjectKey key)
    {
        int low = 0, high = _leaves.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_leaves[middle].Items[0].Key.CompareTo(key) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    /// <summary>A place in the index; valid until the next change.</summary>
    public struct Cursor(ObjectIndex index, int leaf, int at)
    {
        public readonly KeptObject? Current => leaf < index._leaves.Count ? index._leaves[leaf].Items[at] : null;

        public void MoveNext()
        {
            if (++at < index._leaves[leaf].Count)
                return;
            leaf++;
            at = 0;
        }
    }

    sealed class Leaf
    {
        public KeptObject[] Items { get; } = new KeptObject[LeafCapacity];

        public int Count { get; private set; }

        public int LowerBound(ObjectKey key, out bool exact)
        {
            int low = 0, high = Count;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (Items[middle].Key.CompareTo(key) < 0)
                    low = middle + 1;
                else
                    high = middle;
            }
            exact = low < Count && Items[low].Key == key;
            return low;
        }

        public void Insert(int at, KeptObject value)
        {
            Array.Copy(Items, at, Items, at + 1, Count - at);
            Items[at] = value;
            Count++;
        }

        public void RemoveAt(int at)
        {
            Count--;
            Array.Copy(Items, at + 1, Items, at, Count - at);
            Items[Count] = null!;
        }

        public Leaf SplitAt(int keep)
        {
            Leaf right = new() { Count = Count - keep };
            Array.Copy(Items, keep, right.Items, 0, right.Count);
            Array.Clear(Items, keep, right.Count);
            Count = keep;
            return right;
        }
    }
}
