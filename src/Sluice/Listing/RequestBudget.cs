namespace Sluice.Listing;

/// <summary>
/// Bounds what parallelism costs. Where two ranges meet, one of them has fetched part of a page in vain, and a cut behind the
/// last key costs a whole one; a listing page after page costs neither. No cut is made that could bring the requests over the pages
/// that the keys fill by more than 7 % and a few.
/// </summary>
internal sealed class RequestBudget
{
    // 1.1 requests for 1,000 keys are promised from a million keys on; this leaves a margin for guesses that fail at the end.
    const double Share = 0.07;
    const double HeadStart = 16;

    // A listing of a few pages costs not a request more than one page after another.
    const double PagesBefore = 3;
    const double HeadStartPerPage = 0.5;

    // On the average the last page of a range is half full.
    const double CostOfCut = 0.5;

    long _answers, _keys;

    /// <summary>Keys of a full page: the most that one has had.</summary>
    public int PageSize { get; private set; } = 1;

    /// <summary>Pages that the keys so far would fill.</summary>
    public double FullPages => (double)_keys / PageSize;

    /// <summary>A page came; so many of its keys were new.</summary>
    public void Count(int keys, int newKeys)
    {
        _answers++;
        _keys += newKeys;
        PageSize = Math.Max(PageSize, keys);
    }

    /// <summary>Whether another cut fits, when so many are open.</summary>
    public bool Allows(int openCuts) =>
        _answers - FullPages + CostOfCut * (openCuts + 1) <= Share * FullPages + Math.Clamp((FullPages - PagesBefore) * HeadStartPerPage, 0, HeadStart);
}
