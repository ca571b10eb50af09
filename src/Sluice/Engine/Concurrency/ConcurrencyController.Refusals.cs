namespace Sluice.Engine.Concurrency;

/// <content>What it does when a store asks to slow down.</content>
internal sealed partial class ConcurrencyController
{
    void SlowDown()
    {
        _slowStart.Refuse();
        if (_move != Move.Cut)
        {
            // A step that is not judged yet is none to come back to.
            int goodLimit = _previousRate > 0 && _move is Move.More or Move.Less ? _previousLimit : Limit;
            _complaints.Begin(Limit, goodLimit, _window.Refused);
        }
        else if (!_complaints.CutHelps(Limit, _window, out double gain) && TryBear(gain))
            return;
        Cut();
    }

    void Cut() => Go(Move.Cut, _complaints.Cut(Limit, _window), StepWindow, $"the store refused {Share(_window.Refused)}");

    bool TryBear(double gain)
    {
        bool storm = _complaints.IsStorm;
        if (!_complaints.TryBear(_window, out int limit))
            return false;
        if (storm)
        {
            // How many it takes after that nobody knows: not by a leap to as many as it refused.
            _slowStart.BeginAfterStorm();
            Go(Move.SlowStart, Limit, 0, "the store refuses no more");
            return true;
        }
        Rest(limit, FirstRest, $"{Times(gain)} as fast with fewer: not their number is refused");
        return true;
    }
}
