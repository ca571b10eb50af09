namespace Sluice.Trees.Listing;

/// <summary>
/// How many requests a listing has under way at most. Doubles while that pays: where requests that were added only made all of them
/// slower, a processor or the store has no more to give, and it goes back. A store that asks to slow down takes it back by 30 %,
/// a storm of other retries by half, and from then on it grows by one at a time.
/// </summary>
/// <param name="pinned">The limit, when it is not to be found.</param>
/// <param name="most">Never more than this.</param>
internal sealed class ListingConcurrency(int? pinned, int most = ListingConcurrency.Most)
{
    /// <summary>What no listing exceeds.</summary>
    public const int Most = 64;

    const int Start = 4;
    const double AfterThrottle = 0.7;
    const double AfterRetries = 0.5;
    // Retries per page that are more than bad luck.
    const double ManyRetries = 0.3;

    /// <summary>Of what added requests would bring if they did not get into each other's way, so much is worth having them.</summary>
    const double LeastGain = 0.4;

    /// <summary>The limit is felt when on the average so much of it was under way.</summary>
    const double Felt = 0.6;

    /// <summary>So many times as many requests show a difference that is no accident.</summary>
    const double Judged = 1.25;

    /// <summary>Steps that pass before what did not pay is tried once more; doubles each time.</summary>
    const int FirstRest = 4;
    const int LongestRest = 64;

    long _throttles, _retries;
    int _pages, _rest, _nextRest = FirstRest;
    double _underWay, _seconds;
    // Requests under way and pages a second at the limit before.
    double _least = 1, _rate;
    bool _hadTrouble;
    bool _settles;

    /// <summary>Requests that may be under way now.</summary>
    public int Limit { get; private set; } = Math.Min(pinned ?? Start, most);

    /// <summary>A page came.</summary>
    /// <param name="underWay">Requests that were under way, this one among them.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="throttles">Answers of the client so far that asked to slow down.</param>
    /// <param name="retries">Attempts of the client so far after the first.</param>
    public void Count(int underWay, TimeSpan took, long throttles, long retries)
    {
        if (pinned is not null)
            return;
        _underWay += underWay;
        _seconds += took.TotalSeconds;
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
            Grow(_underWay / _pages);
        }
        _settles = isThrottled || isStormy;
        (_pages, _underWay, _seconds, _throttles, _retries) = (0, 0, 0, throttles, retries);
    }

    void Grow(double underWay)
    {
        if (_hadTrouble)
        {
            Limit = Math.Min(most, Limit + 1);
            return;
        }
        // As many requests as there are, in the time that each takes.
        double rate = _seconds > 0 ? underWay * _pages / _seconds : double.PositiveInfinity;
        bool isFelt = underWay >= Felt * Limit;
        if (isFelt && underWay >= Judged * _least && rate < _rate * (1 + LeastGain * (underWay / _least - 1)))
        {
            Limit = Math.Max(Math.Min(Start, most), Limit / 2);
            _rest = _nextRest;
            _nextRest = Math.Min(LongestRest, _nextRest * 2);
            // From here on it is measured anew.
            (_least, _rate) = (most, 0);
            return;
        }
        if (isFelt || _rate == 0)
            (_least, _rate) = (underWay, rate);
        if (isFelt && --_rest < 0)
            Limit = Math.Min(most, Limit * 2);
    }
}
