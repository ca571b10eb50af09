namespace Sluice.Cli.Progress;

/// <summary>
/// Turns estimates of the time to go into one that can be shown: none before it rests on something, none while next to nothing moves, and no jumps; and none that is at odds
/// with the rate beside it, which the estimates are made of.
/// </summary>
sealed class RemainingMeter
{
    // Enough of either tells something of the rest: of a short run a share, of a long one a while.
    const double LeastShare = 0.01, LongSeconds = 15;
    // What comes first, such as connections and small objects, tells nothing.
    const double LeastSeconds = 3;
    const double HalfLifeSeconds = 4;
    // More than this beside its rate looks wrong.
    const double MostApart = 1.1;
    // A stall is no reason to tell of hours.
    const double StallFactor = 8;

    double? _left;
    TimeSpan? _began;
    TimeSpan _at;

    /// <summary>Takes an estimate, and says what is to be shown; null for nothing.</summary>
    /// <param name="estimate">Time to go at the present rate; null while nobody knows.</param>
    /// <param name="share">Share that is done, 0 to 1; null while nobody knows.</param>
    /// <param name="at">Time since the run began.</param>
    public TimeSpan? Add(TimeSpan? estimate, double? share, TimeSpan at)
    {
        (TimeSpan before, _at) = (_at, at);
        // It began to move after it was last looked at.
        if (share > 0)
            _began ??= before;
        if (estimate is not { } now || share is not { } done || _began is not { } began || !IsFounded(done, at - began) || IsStalled(now, done, at - began))
        {
            _left = null;
            return null;
        }
        double seconds = Math.Max(0, (at - before).TotalSeconds), keep = Math.Pow(0.5, seconds / HalfLifeSeconds);
        double left = _left is { } last ? (Math.Max(0, last - seconds) * keep) + (now.TotalSeconds * (1 - keep)) : now.TotalSeconds;
        _left = Math.Clamp(left, now.TotalSeconds / MostApart, now.TotalSeconds * MostApart);
        return TimeSpan.FromSeconds(Math.Round(_left.Value));
    }

    static bool IsFounded(double share, TimeSpan moving) => moving.TotalSeconds >= LeastSeconds && (share >= LeastShare || moving.TotalSeconds >= LongSeconds);

    // Much longer than all that was done so far lets one think.
    static bool IsStalled(TimeSpan estimate, double share, TimeSpan moving) => share < 1 && estimate.TotalSeconds > StallFactor * Math.Max(LeastSeconds, moving.TotalSeconds * (1 - share) / share);
}
