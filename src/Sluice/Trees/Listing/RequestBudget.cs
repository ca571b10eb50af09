namespace Sluice.Trees.Listing;

/// <summary>
/// Bounds what parallelism costs. Where two ranges meet, one of them has fetched part of a page in vain, and a split behind the
/// last key costs a whole one; a listing page after page costs neither.
/// </summary>
internal sealed class RequestBudget
{
    // Ranges of eight pages and more cost a sixteenth. Guesses that fail come on top, and must not leave a listing serial.
    const double LongShare = 0.25;

    // 1.1 requests for 1,000 keys are promised from a million keys on; short ranges are made of what is left of that.
    const double ShortShare = 0.06;
    const double HeadStart = 16;

    // A listing of a few pages costs not a request more than one page after another.
    const double PagesBefore = 5;
    const double HeadStartPerPage = 1;

    // On the average the last page of a range is half full; some splits hit nothing.
    const double CostOfSplit = 0.6;

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

    /// <summary>Whether another split fits, when so many are open.</summary>
    /// <param name="openSplits">Ranges that have not met their right neighbours.</param>
    /// <param name="isLong">The split leaves long ranges on both sides.</param>
    public bool Allows(int openSplits, bool isLong) =>
        FullPages >= PagesBefore && _answers - FullPages + CostOfSplit * (openSplits + 1) <=
            (isLong ? LongShare : ShortShare) * FullPages + Math.Clamp((FullPages - PagesBefore) * HeadStartPerPage, 0, HeadStart);
}
