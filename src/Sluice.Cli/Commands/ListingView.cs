namespace Sluice.Cli.Commands;

/// <summary>By what a listing is ordered.</summary>
enum ListingSort
{
    /// <summary>As the store lists, which is by key where it lists in order; nothing is held.</summary>
    None,
    /// <summary>Keys as unsigned bytes.</summary>
    Name,
    /// <summary>Largest first.</summary>
    Size,
    /// <summary>Latest first.</summary>
    Time,
}

/// <summary>How a listing is shown.</summary>
/// <param name="Human">Sizes with units.</param>
/// <param name="Summarize">Totals at the end.</param>
/// <param name="Long">With storage classes.</param>
/// <param name="Sort">The order.</param>
/// <param name="Reverse">The other way round.</param>
/// <param name="Format">A line by a template; null for columns.</param>
sealed record ListingView(bool Human, bool Summarize, bool Long = false, ListingSort Sort = ListingSort.None, bool Reverse = false, FindFormat? Format = null);
