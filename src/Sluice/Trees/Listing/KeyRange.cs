using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Trees.Listing;

/// <summary>
/// The keys behind <see cref="Start"/> up to the first key of the range to the right. Pages of one range are fetched one
/// after another. State of a <see cref="RangeTable"/>, and guarded by whatever guards that.
/// </summary>
internal sealed class KeyRange(ObjectKey start, int prefixLength, KeyInterpolation? ruler)
{
    /// <summary>A split that leaves half of it on both sides is worth its cost.</summary>
    public const double LongPages = 16;

    // Null when what it was guessed from has changed.
    double? _pagesLeft;

    /// <summary>The start-after of the first page.</summary>
    public ObjectKey Start { get; } = start;

    /// <summary>Keys up to this one were handed out by the range to the left, which had come farther than the split before this range had its first page.</summary>
    public ObjectKey Floor { get; set; } = start;

    /// <summary>The first key the store showed behind <see cref="Start"/>; null before there is one.</summary>
    public ObjectKey? First { get; set; }

    /// <summary>The last key that was seen and belongs here; the start at first.</summary>
    public ObjectKey Last { get; set { field = value; _pagesLeft = null; } } = start;

    /// <summary>The last key of the latest page, whether or not it belongs here; empty before the first.</summary>
    public ObjectKey LastSeen { get; set; }

    /// <summary>No key lies between this one and the range to the right, as far as is known; null when nothing is.</summary>
    public ObjectKey? Ceiling { get; set { field = value; _pagesLeft = null; } }

    /// <summary>Continues behind the latest page; null before the first.</summary>
    public string? Token { get; set; }

    /// <summary>Sees that its pages get on.</summary>
    public PageProgress Progress => field ??= new PageProgress("ListObjects", Token);

    /// <summary>Pages that came.</summary>
    public int PagesSeen { get; set; }

    /// <summary>A page is being fetched.</summary>
    public bool IsBusy { get; set; }

    /// <summary>The store has no more keys.</summary>
    public bool IsEnded { get; set; }

    /// <summary>The range to the right has been reached.</summary>
    public bool HasMet { get; set; }

    /// <summary>Nothing is left to fetch.</summary>
    public bool IsDone => IsEnded || HasMet;

    /// <summary>The neighbour before this one in key order.</summary>
    public KeyRange? Left { get; set; }

    /// <summary>The neighbour behind.</summary>
    public KeyRange? Right { get; set { field = value; _pagesLeft = null; } }

    /// <summary>Pages to be handed out when all to the left is.</summary>
    public Queue<ListObjectsPage> Ready { get; } = new();

    /// <summary>What was learned of the keys.</summary>
    public KeyTrail Trail { get; } = new(prefixLength, ruler);

    /// <summary>Up to where keys of this range may be, by what is known; null when nothing is.</summary>
    public ObjectKey? Bound => Ceiling ?? Right?.Start;

    /// <summary>A guess of the pages to go; infinite when nothing tells, zero when no key is known.</summary>
    public double PagesLeft => _pagesLeft ??= Measure();

    double Measure()
    {
        if ((Trail.Long ?? Trail.Short) is not { } ruler)
            return 0;
        if (Bound is not { } bound)
            return ruler.PagesBehind(Last);
        double pages = ruler.PagesBetween(Last, bound);
        // The long ruler may leap from directory to directory where the short one sees many pages in this one.
        return pages < LongPages && PagesSeen > 1 && Trail.Short is { } near ? Math.Max(pages, near.PagesBetween(Last, bound)) : pages;
    }
}
