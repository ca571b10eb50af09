using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// The ranges of a listing in key order, and what arriving pages do to them. Where a page belongs to two ranges, each key is taken
/// from one. A split is on trial until its first page: a range to its left that gets there first goes on beyond it, and when
/// the store does not honour the split, or nothing lies behind it, the left takes the place of the right. So nothing is
/// lost to a wrong split, and nothing is believed of a gap that the left has not seen for itself. Pure state: no locks, no threads.
/// </summary>
internal sealed class RangeTable
{
    const double LeastStride = KeyRange.LongPages / 2;

    /// <summary>A first key so close to its split confirms the interpolation.</summary>
    const double NearPages = 1;

    readonly int _prefixLength;
    readonly RequestBudget _budget;

    /// <summary>One range over everything that was asked for.</summary>
    public RangeTable(ListObjectsRequest request, RequestBudget budget)
    {
        _prefixLength = request.Prefix.Length;
        _budget = budget;
        Root = Head = new KeyRange(request.StartAfter, _prefixLength, null) { Token = request.ContinuationToken };
    }

    /// <summary>The range that was there first.</summary>
    public KeyRange Root { get; }

    /// <summary>The leftmost range.</summary>
    public KeyRange Head { get; private set; }

    /// <summary>Splits that proved good.</summary>
    public int SplitsKept { get; private set; }

    /// <summary>Guesses how far a range goes on where nothing tells: doubles while splits so far ahead find keys.</summary>
    public double Stride { get; private set; } = LeastStride;

    /// <summary>So many splits may be made in a row in what no page has been seen of: doubles while splits hit where keys are, and ends where one leads far away.</summary>
    public int Trust { get; private set; } = 1;

    /// <summary>The ranges from left to right.</summary>
    public IEnumerable<KeyRange> Ranges
    {
        get
        {
            for (KeyRange? range = Head; range is not null; range = range.Right)
                yield return range;
        }
    }

    /// <summary>True when nothing is left to fetch.</summary>
    public bool IsDone => Ranges.All(static range => range.IsDone);

    /// <summary>Splits a range: what lies behind the key becomes a range of its own, on trial.</summary>
    public KeyRange Split(KeyRange range, ObjectKey at)
    {
        KeyRange right = new(at, _prefixLength, range.Trail.Long ?? range.Trail.Short) { Left = range, Right = range.Right, Ceiling = range.Ceiling };
        if (range.Right is not null)
            range.Right.Left = right;
        range.Right = right;
        range.Ceiling = null;
        return right;
    }

    /// <summary>Takes in a page of a range, in order and behind all of its keys so far; returns the objects that are new.</summary>
    public IReadOnlyList<ListedObject> Accept(KeyRange range, ListObjectsPage page)
    {
        IReadOnlyList<ListedObject> objects = page.Objects;
        range.IsBusy = false;
        range.PagesSeen++;
        range.Token = page.NextToken;
        range.IsEnded = page.NextToken is null;
        bool isFirst = range.First is null && objects.Count > 0;
        if (isFirst)
            range.First = objects[0].Key;
        // 1 What the left has handed out already, and what the next range that has keys will.
        int from = CountUpTo(objects, range.Floor);
        KeyRange? next = range.Right;
        while (next is { First: null })
            next = next.Right;
        int to = next is null ? objects.Count : CountBelow(objects, next.First!.Value);
        bool met = to < objects.Count;
        IReadOnlyList<ListedObject> own = from == 0 && !met ? objects : [.. objects.Skip(from).Take(to - from)];
        _budget.Count(objects.Count, own.Count);
        if (objects.Count > 0)
            range.LastSeen = objects[^1].Key;
        if (to > 0 && objects[to - 1].Key > range.Last)
            range.Last = objects[to - 1].Key;
        // 2 Splits on trial that it went past are to leave out what it has.
        for (KeyRange? trial = range.Right; trial != next; trial = trial!.Right)
            if (trial!.Last < range.Last)
                trial.Floor = trial.Last = range.Last;
        if (own.Count > 0)
            range.Trail.Add(own, _budget.PageSize);
        // 3 A first page decides whether the split stays.
        if (range.Left is not null && (isFirst || range.First is null && range.IsEnded) && !Keep(range, next))
            return own;
        range.HasMet = met && range.First is not null || MeetsExactly(range);
        return own;
    }

    /// <summary>Takes a split on trial back: the range to its left goes on in its place.</summary>
    public static void TakeBack(KeyRange range)
    {
        KeyRange left = range.Left!;
        left.Right = range.Right;
        left.Ceiling = range.Ceiling;
        if (range.Right is not null)
            range.Right.Left = left;
        range.IsBusy = false;
        left.HasMet = MeetsExactly(left);
    }

    /// <summary>Forgets the leftmost range when it is done, handed out, and its neighbour not on trial.</summary>
    public bool DropHead()
    {
        if (!Head.IsDone || Head.Ready.Count > 0 || Head.Right is not { First: not null } right)
            return false;
        right.Left = null;
        Head = right;
        return true;
    }

    /// <summary>Forgets ranges that are done, where order does not matter; of neighbours that are both done the left stands for both.</summary>
    public void DropDone()
    {
        while (DropHead())
        {
        }
        for (KeyRange range = Head; range.Right is { } right;)
        {
            if (!range.IsDone || !right.IsDone || right.First is null || right.Right is { First: null })
            {
                range = right;
                continue;
            }
            range.Right = right.Right;
            range.IsEnded |= right.IsEnded;
            if (range.Right is not null)
                range.Right.Left = range;
        }
    }

    // False when nothing lies between the split and the next range: then there is no range, and that much is known.
    bool Keep(KeyRange range, KeyRange? next)
    {
        KeyRange left = range.Left!;
        if (range.First is { } first && !(first >= next?.First))
        {
            SplitsKept++;
            bool isNear = range.Trail.Long?.PagesBetween(range.Start, first) < NearPages;
            Trust = isNear ? Math.Min(Trust * 2, 64) : 1;
            if (range.Right is null)
                Stride = Math.Min(Stride * 2, 1 << 20);
            // The left has seen keys here that the store did not show behind the split: it had better see for itself.
            if (left.HasMet && left.Last > range.Start && first > left.Last)
                left.HasMet = false;
            return true;
        }
        Stride = Math.Max(Stride / 4, LeastStride);
        Trust = 1;
        TakeBack(range);
        left.Ceiling = range.Start;
        return false;
    }

    // A range on trial has met nobody, even where the left went past its end: its first page is still owed.
    static bool MeetsExactly(KeyRange range) => range is { First: not null, Right: { } right } && (right.First is null ? range.Last >= right.Start : range.Last == right.Start);

    static int CountUpTo(IReadOnlyList<ListedObject> objects, ObjectKey key)
    {
        int count = 0;
        if (!key.IsEmpty)
            while (count < objects.Count && objects[count].Key <= key)
                count++;
        return count;
    }

    static int CountBelow(IReadOnlyList<ListedObject> objects, ObjectKey key)
    {
        int count = objects.Count;
        while (count > 0 && objects[count - 1].Key >= key)
            count--;
        return count;
    }
}
