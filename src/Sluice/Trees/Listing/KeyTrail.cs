using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// What a range has learned of its keys on the way: a few of each of its latest pages, and the rulers made from them. The
/// long one spans several pages, and so sees over the directory that the latest one lies in; the short one knows that page only.
/// </summary>
internal sealed class KeyTrail(int prefixLength, KeyInterpolation? ruler)
{
    const int SamplesPerPage = 6;
    const int FirstPageSamples = 24;
    const int Pages = 12;

    /// <summary>From so many pages on a range's own view is wider than the one it took over.</summary>
    const int OwnPages = 3;

    readonly Queue<(ObjectKey[] Keys, double Pages)> _pages = new();
    (ObjectKey[] Keys, double Pages) _latest;
    KeyInterpolation? _long = ruler;
    KeyInterpolation? _short;
    double _span;
    bool _ownsLong = ruler is null;
    bool _isLongOld;
    bool _isShortOld;

    /// <summary>Measures by the latest pages; that of the range this one was split from while they are few; null before there are any.</summary>
    public KeyInterpolation? Long
    {
        get
        {
            if (_isLongOld)
                _long = KeyInterpolation.From([.. _pages.SelectMany(static page => page.Keys)], _span, prefixLength) ?? _long;
            _isLongOld = false;
            return _long;
        }
    }

    /// <summary>Measures by the latest page alone; null before there is one.</summary>
    public KeyInterpolation? Short
    {
        get
        {
            if (_isShortOld)
                _short = KeyInterpolation.From(_latest.Keys, _latest.Pages, prefixLength);
            _isShortOld = false;
            return _short;
        }
    }

    /// <summary>Learns from a page that has at least one key.</summary>
    /// <param name="objects">Its objects, in order.</param>
    /// <param name="pageSize">Keys of a full page.</param>
    public void Add(IReadOnlyList<ListedObject> objects, int pageSize)
    {
        _latest = (SampleOf(objects, _pages.Count == 0 ? FirstPageSamples : SamplesPerPage), (double)objects.Count / pageSize);
        _pages.Enqueue(_latest);
        _span += _latest.Pages;
        if (_pages.Count > Pages)
            _span -= _pages.Dequeue().Pages;
        _ownsLong |= _pages.Count >= OwnPages;
        // Made when they are asked for: in most pages nothing is split.
        (_isLongOld, _isShortOld) = (_ownsLong, true);
    }

    // Not evenly: keys that count up have the same last digits at even distances.
    static ObjectKey[] SampleOf(IReadOnlyList<ListedObject> objects, int count)
    {
        if (objects.Count <= count)
            return [.. objects.Select(static found => found.Key)];
        ObjectKey[] samples = new ObjectKey[count];
        for (int i = 0; i < count; i++)
            samples[i] = objects[(int)((long)i * (objects.Count - 1) / (count - 1)) - (i > 0 && i < count - 1 ? i % 3 : 0)].Key;
        return samples;
    }
}
