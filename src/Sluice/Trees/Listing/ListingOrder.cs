namespace Sluice.Trees.Listing;

/// <summary>The order in which a listing hands out its keys.</summary>
public enum ListingOrder
{
    /// <summary>Strictly increasing bytes over all pages. A store that lists otherwise ends the listing with an error.</summary>
    Sorted,

    /// <summary>As <see cref="Sorted"/>, but a store that has another order is listed page after page as it comes, and <see cref="ObjectLister.Notice"/> says so.</summary>
    SortedWherePossible,

    /// <summary>Whatever comes first; pages are sorted in themselves where the store sorts. The fastest: nothing waits for what lies before it.</summary>
    Any,
}
