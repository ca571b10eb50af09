namespace Sluice.Listing;

/// <summary>
/// How many requests a listing has under way at most. Doubles while pages come without trouble; a store that asks to slow
/// down takes it back by 30 %, a storm of other retries by half, and from then on it grows by one at a time.
/// </summary>
internal sealed class ListingPace(int? pinned)
{
    const int Start = 4;
    const int Most = 64;
    const double AfterThrottle = 0.7;
    const double AfterRetries = 0.5;
    // Retries per page that are more than bad luck.
    const double ManyRetries = 0.3;

    long _throttles, _retries;
    int _pages;
    bool _hadTrouble;
    bool _settles;

    /// <summary>Requests that may be under way now.</summary>
    public int Limit { get; private set; } = pinned ?? Start;

    /// <summary>A page came.</summary>
    /// <param name="throttles">Answers of the client so far that asked to slow down.</param>
    /// <param name="retries">Attempts of the client so far after the first.</param>
    public void Count(long throttles, long retries)
    {
        if (pinned is not null)
            return;
        // 1 What the requests under way together meet is one piece of news: after a step back the next ones are not judged.
        bool isThrottled = throttles > _throttles && !_settles;
        if (++_pages < Limit && !isThrottled)
            return;
        bool isStormy = !_settles && retries > _retries && retries - _retries >= ManyRetries * _pages;
        // 2 One step.
        if (isThrottled || isStormy)
        {
            Limit = Math.Max(1, (int)(Limit * (isThrottled ? AfterThrottle : AfterRetries)));
            _hadTrouble = true;
        }
        else if (!_settles)
        {
            Limit = Math.Min(Most, _hadTrouble ? Limit + 1 : Limit * 2);
        }
        _settles = isThrottled || isStormy;
        (_pages, _throttles, _retries) = (0, throttles, retries);
    }
}
