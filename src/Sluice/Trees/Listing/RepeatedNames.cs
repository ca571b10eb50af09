using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// Leaves out of a listing's pages what was listed before: an object that comes twice would be acted on, and counted, twice. Stores repeat names at the seam of two pages
/// and while they rewrite their index. In a listing without order the last names are remembered (<see cref="RecentNames"/>).
/// </summary>
internal sealed class RepeatedNames
{
    RecentNames? _recent;
    ObjectKey _lastPrefix;

    /// <summary>A page whose keys should increase, without those that equal the one before them, and without a beginning that the page before has shown.</summary>
    /// <param name="page">What came.</param>
    /// <param name="before">The last key that was taken before it; empty for none.</param>
    public static ListObjectsPage Ordered(ListObjectsPage page, ObjectKey before)
    {
        List<ListedObject> once = new(page.Objects.Count);
        for (int next = Overlap(page.Span, before); next < page.Objects.Count; next++)
            if (page.Objects[next] is var listed && listed.Key != before)
            {
                once.Add(listed);
                before = listed.Key;
            }
        return once.Count == page.Objects.Count ? page : page with { Objects = once };
    }

    /// <summary>A page that may come in any order, without what was listed among the names before.</summary>
    /// <param name="page">What came.</param>
    public ListObjectsPage Unordered(ListObjectsPage page)
    {
        _recent ??= new();
        List<ListedObject> once = new(page.Objects.Count);
        foreach (ref readonly ListedObject listed in page.Span)
            if (_recent.Add(listed.Key.Bytes))
                once.Add(listed);
        return once.Count == page.Objects.Count ? page : page with { Objects = once };
    }

    /// <summary>A page of one level, whose objects and directories each increase.</summary>
    /// <param name="page">What came.</param>
    /// <param name="before">The last key that was taken before it; empty for none.</param>
    public ListObjectsPage OfOneLevel(ListObjectsPage page, ObjectKey before)
    {
        List<ObjectKey> once = new(page.CommonPrefixes.Count);
        foreach (ObjectKey prefix in page.CommonPrefixes)
            if (prefix != _lastPrefix)
                once.Add(_lastPrefix = prefix);
        return Ordered(once.Count == page.CommonPrefixes.Count ? page : page with { CommonPrefixes = once }, before);
    }

    // How many keys at the beginning increase up to the one that was taken last; 0 when they do not.
    static int Overlap(ReadOnlySpan<ListedObject> listed, ObjectKey before)
    {
        for (int next = 0; next < listed.Length && !before.IsEmpty && listed[next].Key <= before && (next == 0 || listed[next].Key >= listed[next - 1].Key); next++)
            if (listed[next].Key == before)
                return next + 1;
        return 0;
    }
}
