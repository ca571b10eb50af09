namespace Sluice.Engine.Concurrency;

/// <summary>What a store has refused, and what it was found to mean. Part of the controller's state, and like it pure.</summary>
internal sealed class ThrottleTracker
{
    // A smaller share of refused requests is chance.
    const double LeastTolerated = 0.02;

    // Who is refused waits before it asks again: a tenth refused is a fifth too many.
    const double CutPerRefused = 2;
    const double LeastCut = 0.03;
    const double LargestCut = 0.5;

    // From this share on it is never taken for usual.
    const double Storm = 0.25;

    // A smaller cut tells nothing.
    const double EnoughCut = 0.85;
    const double FirstRest = 2;
    const double LongestRest = 16;

    int _firstLimit;
    double _firstRefused;
    int _comparedLimit;
    double _comparedRate;
    int _refusedAt;
    double _tolerated = LeastTolerated;

    /// <summary>Requests in flight at which it last complained; <see cref="int.MaxValue"/> when that was forgotten.</summary>
    public int Ceiling { get; private set; } = int.MaxValue;

    /// <summary>It refused however few asked, so much that this is never taken for usual.</summary>
    public bool IsStorm { get; private set; }

    /// <summary>True while a ceiling is known.</summary>
    public bool HasCeiling => Ceiling != int.MaxValue;

    /// <summary>Seconds to rest below the ceiling: longer from complaint to complaint.</summary>
    public double Rest { get; private set; } = FirstRest;

    /// <summary>Share that was refused beyond what is usual; 0 for none.</summary>
    public double Beyond(in ControllerWindow window) => window.RefusedBeyond(_tolerated);

    /// <summary>A complaint at this limit; <paramref name="goodLimit"/> is the last one that was judged.</summary>
    public void Begin(int limit, int goodLimit, double refused)
    {
        // Complaints that follow one another are judged together.
        if (!HasCeiling)
            (_firstLimit, _firstRefused, _comparedLimit, _comparedRate, IsStorm) = (goodLimit, refused, 0, 0, false);
        Ceiling = limit;
        Rest = Math.Min(LongestRest, 2 * Rest);
    }

    /// <summary>The limit after a cut by as much as was refused.</summary>
    public int Cut(int limit, in ControllerWindow window)
    {
        _refusedAt = limit;
        return (int)(limit * (1 - Math.Clamp(CutPerRefused * Beyond(window), LeastCut, LargestCut)));
    }

    /// <summary>
    /// True when fewer requests bring about as much: the store is at its limit. One that gives less in proportion was not: who
    /// asked had bad luck, or the store had, however few ask. What it gave before it complained says nothing: many stores give
    /// more for a while than they can go on giving.
    /// </summary>
    public bool CutHelps(int limit, in ControllerWindow window, out double gain)
    {
        bool complains = Beyond(window) > 0;
        if (_comparedLimit == 0 && complains)
            (_comparedLimit, _comparedRate) = (limit, window.Rate);
        gain = _comparedRate > 0 ? window.Rate / _comparedRate : 1;
        if (_comparedLimit == 0)
            return true;
        // A storm that is over.
        if (IsStorm && !complains)
            return false;
        double kept = (double)limit / _comparedLimit;
        return kept > EnoughCut || gain >= kept + 0.25 * (1 - kept);
    }

    /// <summary>The store takes it again: below where it last refused.</summary>
    public void Helped() => Ceiling = _refusedAt;

    /// <summary>Fewer requests did not help. False when there is a storm that still goes on; otherwise back to this limit, and what was refused is usual unless it was a storm.</summary>
    public bool TryBear(in ControllerWindow window, out int limit)
    {
        limit = _firstLimit;
        if (_firstRefused < Storm)
            _tolerated = Math.Max(_tolerated, 2 * _firstRefused);
        else if (Beyond(window) > 0)
        {
            IsStorm = true;
            return false;
        }
        Forget();
        Reset();
        return true;
    }

    /// <summary>The store may bear more by now.</summary>
    public void Forget() => Ceiling = int.MaxValue;

    /// <summary>More requests have paid: the next complaint is a first one.</summary>
    public void Reset() => Rest = FirstRest;

    /// <summary>What is usual fades unless it is seen again.</summary>
    public void Fade(double refused) => _tolerated = Math.Max(LeastTolerated, 0.95 * _tolerated + 0.05 * 2 * refused);
}
