using System.Diagnostics;

namespace Sluice.Engine;

/// <summary>Something that happens and that one thread waits for. With <paramref name="resets"/>, each wait takes it back, so that the next one waits anew.</summary>
internal sealed class Signal(Gate gate, bool resets)
{
    // Guarded by gate.
    bool _isSet;

    /// <summary>It has happened.</summary>
    public void Set()
    {
        using (gate.Enter())
        {
            _isSet = true;
            gate.PulseAll();
        }
    }

    /// <summary>Waits; false when it takes longer than the time given (-1 ms: no limit).</summary>
    public bool Wait(TimeSpan atMost)
    {
        long start = Stopwatch.GetTimestamp();
        using (gate.Enter())
        {
            while (!_isSet)
            {
                TimeSpan left = atMost - Stopwatch.GetElapsedTime(start);
                if (atMost >= TimeSpan.Zero && left <= TimeSpan.Zero)
                    return false;
                gate.Wait(atMost < TimeSpan.Zero ? Timeout.Infinite : (int)Math.Ceiling(left.TotalMilliseconds));
            }
            if (resets)
                _isSet = false;
            return true;
        }
    }
}
