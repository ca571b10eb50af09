using Sluice.S3;

namespace Sluice.Cli.Commands;

/// <summary>Objects of a listing that are held until all are there, to be shown in another order. Bounded.</summary>
sealed class SortedObjects(ListingSort sort, bool reverse)
{
    /// <summary>Most objects that are held: some 200 MB of keys and figures.</summary>
    public const int Most = 1_000_000;

    readonly List<ListedObject> _held = [];

    /// <summary>Holds one; false when there are too many.</summary>
    public bool Add(in ListedObject found)
    {
        if (_held.Count == Most)
            return false;
        _held.Add(found);
        return true;
    }

    /// <summary>All of them in order. What the store does not tell of an object counts as nothing, or as long ago; the same is ordered by key.</summary>
    public IReadOnlyList<ListedObject> InOrder()
    {
        _held.Sort(Compare);
        if (reverse)
            _held.Reverse();
        return _held;
    }

    int Compare(ListedObject a, ListedObject b)
    {
        int order = sort switch
        {
            ListingSort.Size => (b.Size ?? -1).CompareTo(a.Size ?? -1),
            ListingSort.Time => (b.LastModified ?? default).CompareTo(a.LastModified ?? default),
            _ => 0,
        };
        return order != 0 ? order : a.Key.CompareTo(b.Key);
    }
}
