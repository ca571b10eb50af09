namespace Sluice.Engine.Concurrency;

/// <summary>
/// Growth by round trips, as congestion control's slow start: the limit doubles while requests wait for the store and for
/// nothing else. It ends when answers take longer than they did with fewer requests (as HyStart ends it for TCP; Ha, Rhee,
/// Computer Networks 2011), or when bytes flow and twice the requests do not bring much more of them. Pure state.
/// </summary>
internal sealed class SlowStart
{
    // An answer that takes so much longer than with fewer requests waited for them, not for the way.
    const double Inflated = 1.5;
    const double Jitter = 0.001;

    // Twice the requests for flowing bytes.
    const double Pays = 1.3;

    // So few answers are none yet: they are those of a listing, or of the one request that was lucky.
    const int FewAnswers = 2;
    const int ShareOfFew = 16;

    // Seconds. The first doublings come before any answer: a store that is near has answered by then.
    const double ShortestLook = 0.002;
    const double LongestLook = 0.25;
    const double ShortestFlow = 0.1;
    const double LongestFlow = 0.5;

    // Seconds that pass before it is tried again where it brought nothing.
    const double FirstRest = 4;
    const double LongestRest = 60;

    double _wait = double.PositiveInfinity;
    double _rest = FirstRest, _resting;
    double _level, _previousRate;
    long _early;
    double _unanswered;
    bool _isAnswered, _isRefused, _isDoubted, _waits = true;
    ControllerWindow _window;

    /// <summary>What a sample led to.</summary>
    public enum Verdict
    {
        /// <summary>Nothing yet.</summary>
        Stay,

        /// <summary>Twice as many.</summary>
        Double,

        /// <summary>It is over: no more than these are known to pay.</summary>
        End,
    }

    /// <summary>Seconds until it wants to look again.</summary>
    public double Interval => Math.Clamp(_level / 8, ShortestLook, LongestLook);

    /// <summary>Why it doubles.</summary>
    public string Reason => _waits ? "requests wait for the store" : "the bytes come faster with more requests";

    /// <summary>The last doubling was seen to pay.</summary>
    public bool Paid { get; private set; } = true;

    /// <summary>
    /// Begins anew where that is justified: what is left may be of another kind, as small objects at the end, which wait where
    /// large ones flowed.
    /// </summary>
    /// <param name="window">What was measured with the present limit.</param>
    /// <param name="atOnce">The throughput has fallen.</param>
    /// <param name="isYoung">The run may be a short one, whose end decides; what a long one needs is for its throughput to say.</param>
    public bool TryBegin(in ControllerWindow window, bool atOnce, bool isYoung)
    {
        _resting -= window.Seconds;
        _isRefused &= _resting > 0;
        bool begins = (_resting <= 0 || atOnce && !_isRefused) && (IsJustified(window) || isYoung && WouldBeLeft(window));
        Learn(window);
        if (begins)
            (_level, _previousRate, _window, _isAnswered, _isDoubted, _waits, Paid) = (0, window.Rate, default, true, false, true, true);
        return begins;
    }

    /// <summary>Begins anew with as few as were left: a store that refused everybody refuses no more.</summary>
    public void BeginAfterStorm() =>
        (_level, _previousRate, _window, _isAnswered, _isDoubted, _waits, Paid, _resting, _isRefused) = (0, 0, default, true, false, true, true, 0, false);

    /// <summary>Requests wait for the store, and no longer than they did when there were fewer: more of them would be answered as soon.</summary>
    public bool IsJustified(in ControllerWindow window) => window.WaitsForStore && !window.IsSaturated && AreAnsweredAsSoon(window);

    // Small objects wait while large ones keep line or processors busy: with fewer at once they would be left when those are through.
    bool WouldBeLeft(in ControllerWindow window) => window.SmallOnesWait && AreAnsweredAsSoon(window);

    bool AreAnsweredAsSoon(in ControllerWindow window) => window.Answers > 0 && !IsInflated(window.Wait);

    void Learn(in ControllerWindow window)
    {
        if (window.Answers > 0)
            _wait = Math.Min(_wait, window.Wait);
    }

    /// <summary>The store has refused: for a while it is not approached in such steps.</summary>
    public void Refuse() => (_resting, _isRefused) = (LongestRest, true);

    /// <summary>Learns from an interval.</summary>
    public Verdict Observe(in ControllerSample sample)
    {
        _level += sample.Seconds;
        // 1 Another request would have nothing to do. The answers to a listing tell of the way.
        if (!sample.Busy)
        {
            if (sample.Answers > 0)
                _wait = Math.Min(_wait, sample.Waited / sample.Answers);
            _window = default;
            return Verdict.Stay;
        }
        // 2 No answer yet but a few, as of the listing's other pages, and all that is in flight waits: so would more.
        if (!_isAnswered)
        {
            _early += sample.Answers;
            _unanswered += sample.Seconds;
            if (_early <= Math.Max(FewAnswers, sample.InFlight / ShareOfFew) && (IsAllWaiting(sample) || _unanswered < ShortestFlow))
                return IsAllWaiting(sample) && MayAsk(sample, 0) ? Grow(0) : Verdict.Stay;
            (_isAnswered, _level) = (true, sample.Seconds);
        }
        // 3 What comes first after a doubling are answers to what was begun before, and bytes of fewer.
        else if (_previousRate > 0 && (_level < Way || !_waits && _level < LongestFlow && sample.Waiting > sample.InFlight / 4))
            return Verdict.Stay;
        // 4 A round of answers, or a while of flowing bytes.
        _window.Add(sample);
        bool isRound = _window.Answers >= Math.Max(4, sample.InFlight / 4);
        if (!isRound && _window.Seconds < Math.Max(ShortestFlow, Way))
            return Verdict.Stay;
        double rate = _window.Rate;
        _waits = IsJustified(_window) || WouldBeLeft(_window);
        Paid = _waits || _previousRate == 0 || rate >= Pays * _previousRate;
        Learn(_window);
        // Connections are opened in that round, and both ends' processors are busy with it: what queued then may not in the next.
        if (!Paid && !_isDoubted && _window.WaitsForStore)
        {
            (_isDoubted, _waits, _level, _window) = (true, true, 0, default);
            return Verdict.Stay;
        }
        if (!Paid)
            return End();
        // Processors that were busy for a moment, as while a program starts, say nothing about the next one.
        if (_window.IsSaturated && !_waits)
        {
            _resting = 0;
            return Verdict.End;
        }
        if (MayAsk(sample, _window.BytesPerSecond))
            return Grow(rate);
        // How fast bytes come shows when they have flowed for a while.
        return _window.Seconds < LongestFlow ? Verdict.Stay : End();
    }

    /// <summary>Ends where no more are allowed.</summary>
    public Verdict End()
    {
        _rest = Paid ? FirstRest : Math.Min(LongestRest, 2 * _rest);
        _resting = _rest;
        return Verdict.End;
    }

    double Way => double.IsInfinity(_wait) ? 0 : _wait;

    bool IsInflated(double wait) => wait > Inflated * _wait + Jitter;

    static bool IsAllWaiting(in ControllerSample sample) => sample.Waiting >= ControllerWindow.MostlyWaiting * sample.InFlight && sample.CpuShare < ControllerWindow.CpuSaturated && !sample.Paced;

    // How many large ones may be beside small ones is known by itself.
    static bool MayAsk(in ControllerSample sample, double bytesPerSecond) =>
        2.0 * (sample.Asked - (sample.Beside > 0 ? sample.AskedLarge : 0)) <= LargeShare.MostAsked(bytesPerSecond, sample.MostBytesPerSecond);

    Verdict Grow(double rate)
    {
        (_level, _previousRate, _window, _isDoubted) = (0, rate, default, false);
        return Verdict.Double;
    }
}
