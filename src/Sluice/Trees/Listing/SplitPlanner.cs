using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>Decides which range is split next, and where. Pure: it looks at the table and changes nothing.</summary>
/// <param name="table">The ranges.</param>
/// <param name="budget">What splits may cost.</param>
/// <param name="sorted">Whether pages are handed out from left to right.</param>
internal sealed class SplitPlanner(RangeTable table, RequestBudget budget, bool sorted)
{
    /// <summary>Pages of a range where order matters: as short as the cost of a split permits, so that those to its right need not be held for long.</summary>
    const double SortedPages = 8;

    /// <summary>A range with so many to go is split when nowhere a longer one is left, and the budget has something over.</summary>
    const double LeastPages = 6;

    /// <summary>Of so many ranges that have keys, one may be on trial at the same time: nearly all guesses can fail at once, behind the last key. While they hit, each range may have one.</summary>
    const int RangesPerTrial = 3;

    /// <summary>Finds the range with the most to go, and a key to split it at.</summary>
    /// <param name="window">Pages that may be held: what lies beyond is of no use yet where order matters.</param>
    public (KeyRange Range, ObjectKey At)? Next(int window)
    {
        int active = 0, trials = 0, open = 0, chain = 0;
        double ahead = 0, most = 0, last = 0;
        KeyRange? longest = null;
        foreach (KeyRange range in table.Ranges)
        {
            last = 0;
            if (!range.IsDone)
            {
                active += range.First is null ? 0 : 1;
                trials += range.First is null ? 1 : 0;
                open += range.Right is null ? 0 : 1;
                double left = range.PagesLeft;
                // A split in a range on trial is a guess upon a guess.
                chain = range.First is null ? chain + 1 : 0;
                if (left > most && ahead < window && chain < table.Trust)
                    (longest, most) = (range, left);
                ahead += left;
                last = left;
            }
            ahead += range.Ready.Count;
        }
        bool isLong = most >= KeyRange.LongPages;
        if (longest is null || most < LeastPages || !isLong && last >= KeyRange.LongPages || trials > 0 && trials * (table.Trust > 1 ? 1 : RangesPerTrial) >= active || !budget.Allows(open, isLong))
            return null;
        return PlaceIn(longest, most) is { } at ? (longest, at) : null;
    }

    ObjectKey? PlaceIn(KeyRange range, double pages)
    {
        double distance = Math.Min(pages / 2, sorted ? SortedPages : table.Stride);
        return Place(range.Trail.Long, range, distance) ?? Place(range.Trail.Short, range, distance);
    }

    static ObjectKey? Place(KeyInterpolation? ruler, KeyRange range, double distance) =>
        ruler?.Advance(range.Last, distance) is { } at && at > range.Last && !(at >= range.Bound) ? at : null;
}
