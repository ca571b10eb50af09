namespace Sluice.Cli.Progress;

/// <summary>Smooths a growing total to a rate: an average that forgets half of what it knew every three seconds, whatever the sampling rhythm.</summary>
/// <param name="least">So many of what is counted make a rate: where they take longer, it forgets as much more slowly. 0 for what flows.</param>
sealed class RateMeter(double least = 0)
{
    const double HalfLifeSeconds = 3;

    double _rate, _total;
    TimeSpan _at;
    bool _started;

    /// <summary>The present rate, per second.</summary>
    public double PerSecond => _rate;

    /// <summary>Seconds that an amount takes at a rate; infinite where nothing moves.</summary>
    public static double SecondsFor(double amount, double perSecond) => amount <= 0 ? 0 : perSecond > 0 ? amount / perSecond : double.PositiveInfinity;

    /// <summary>Takes a sample.</summary>
    public void Add(double total, TimeSpan at)
    {
        double seconds = (at - _at).TotalSeconds;
        if (seconds <= 0)
            return;
        // What has to move again is taken back from what had moved.
        double now = Math.Max(0, total - _total) / seconds;
        // The weight of old knowledge grows with the time it covers, so that the first seconds show no wild figures.
        double keep = _started ? Math.Pow(0.5, seconds / Math.Min(HalfLife(total, at), Math.Max(at.TotalSeconds, 0.1))) : 0;
        _rate = (_rate * keep) + (now * (1 - keep));
        (_total, _at, _started) = (total, at, true);
    }

    double HalfLife(double total, TimeSpan at) => least == 0 ? HalfLifeSeconds : total <= least ? double.MaxValue : Math.Max(HalfLifeSeconds, least / total * at.TotalSeconds);
}
