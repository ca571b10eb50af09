namespace Sluice.Engine.Concurrency;

/// <content>What it does once nothing more pays: it looks whether the world has changed, whether fewer are as fast and whether more pay by now.</content>
internal sealed partial class ConcurrencyController
{
    void GoOnResting(double rate, double gain)
    {
        _resting -= _window.Seconds;
        _untilLess -= _window.Seconds;
        if (gain is < Fallen or > Risen)
        {
            string change = $"the throughput is {Times(gain)} what it was";
            (_rest, _restBeforeLess) = (FirstRest, FirstRestBeforeLess);
            _complaints.Forget();
            if (gain < Fallen)
                // It may have fallen in the middle of what was measured.
                Begin(Move.Fallen, ProbeWindow);
            else
            {
                _previousRate = rate;
                ProbeMore(LargestStep, change);
            }
            return;
        }
        // Smoothed, so that what is tried next is compared with more than one second.
        _previousRate = 0.6 * _previousRate + 0.4 * rate;
        if (_resting > 0)
        {
            Begin(Move.Rest, ProbeWindow);
            return;
        }
        // Near where the store complained fewer would be as fast, and more are dangerous; but it may bear them by now.
        bool hasComplained = _complaints.HasCeiling;
        _complaints.Forget();
        if (MayTryLess && !hasComplained)
            TryLess(Limit, _previousRate, "are fewer as fast?");
        else
            ProbeMore(hasComplained ? SmallestStep : ProbeStep, "does more pay by now?");
    }

    void ProbeMore(double step, string why)
    {
        _step = step;
        if (_window.IsSaturated || Limit >= _maximum)
            Rest(Limit, LongestRest, null);
        else
            TryMore(why);
    }

    void TryLess(int from, double rate, string why)
    {
        int least = Math.Max(Few, _minimum);
        if (from <= least)
        {
            Rest(from, _rest, null);
            return;
        }
        (_previousLimit, _previousRate) = (from, rate);
        Go(Move.Less, Math.Max(least, from - Math.Max(1, (int)(from * _stepLess))), ProbeWindow, why);
    }

    void Rest(int limit, double seconds, string? why)
    {
        bool changes = limit != Limit;
        _resting = seconds;
        Change(Move.Rest, limit, Math.Min(seconds, ProbeWindow), why);
        _settling = changes ? _settling : 0;
    }
}
