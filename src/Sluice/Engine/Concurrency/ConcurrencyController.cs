using System.Globalization;

namespace Sluice.Engine.Concurrency;

/// <summary>
/// Finds how many requests should be in flight: one loop over measured throughput. A move is made, measured, and kept or
/// taken back. It doubles while that pays, tries half the step where it does not, rests, and now and then tries a few more
/// or a few less. A store that asks to slow down is answered at once, by as much as it refuses, and approached again by
/// halves, as BIC does for TCP (Xu, Harfoush, Rhee, INFOCOM 2004). Pure state: the same samples give the same decisions.
/// docs/controller.md shows what it reaches.
/// </summary>
internal sealed partial class ConcurrencyController
{
    /// <summary>Enough to hide a LAN's latency, and cheap to undo.</summary>
    public const int DefaultStart = 8;

    /// <summary>Beyond 256 connections published measurements of S3 clients lose throughput rather than gain it.</summary>
    public const int DefaultMaximum = 256;

    // A step pays when it brings a tenth of what it would if nothing but the number of requests mattered.
    const double Pays = 0.1;
    const double LargestStep = 1;
    const double ProbeStep = 1 / 4.0;
    const double SmallestStep = 1 / 8.0;
    const double StepLess = 1 / 10.0;
    const double LargestStepLess = 1 / 2.0;
    const double AsFast = 0.985;
    const double AlmostAsFast = 0.9;
    const double MuchFaster = 1.05;

    // Below this fewer connections save nothing worth a probe.
    const int Few = 4;

    // While nothing is tried the throughput is as it was; outside of these the world has changed.
    const double Fallen = 0.8;
    const double FarFallen = 0.4;
    const double Risen = 1.25;

    const double NearCeiling = 0.95;

    // Seconds. A step is judged sooner than a probe, whose gain is small.
    const double StepWindow = 0.5;
    const double ProbeWindow = 1;
    const double ShortestSettling = 0.2;
    const double LongestSettling = 0.6;
    const double FirstRest = 1.5;
    const double LongestRest = 3;
    const double FirstRestBeforeLess = 6;
    const double LongestRestBeforeLess = 48;
    const double Young = 5;

    /// <summary>Seconds between two looks, once it has started.</summary>
    const double Steady = 0.25;

    readonly int _minimum;
    readonly int _maximum;
    readonly ThrottleTracker _complaints = new();
    readonly SlowStart _slowStart = new();
    readonly LargeShare _large = new();
    Move _move = Move.Measure;
    ControllerWindow _window;
    double _at, _settling, _resting, _step;
    double _needed = StepWindow, _rest = FirstRest, _stepLess = StepLess;
    double _restBeforeLess = FirstRestBeforeLess, _untilLess = FirstRestBeforeLess;
    int _previousLimit;
    double _previousRate;

    /// <summary>Begins at <paramref name="start"/>, null: <see cref="DefaultStart"/>, and stays within the limits given.</summary>
    public ConcurrencyController(int? start = null, int minimum = 1, int maximum = DefaultMaximum)
    {
        _minimum = minimum;
        _maximum = Math.Max(minimum, maximum);
        Limit = Math.Clamp(start ?? DefaultStart, minimum, _maximum);
        // Whoever names a start has found it before: what is looked for is near.
        _step = start is null ? LargestStep : ProbeStep;
        // Connections are being opened.
        _settling = 2 * ShortestSettling;
        if (start is null)
            (_move, _settling) = (Move.SlowStart, 0);
    }

    enum Move { SlowStart, Measure, More, Less, Cut, Return, Rest, Fallen }

    /// <summary>Requests that may be in flight now.</summary>
    public int Limit { get; private set; }

    /// <summary>Of those, how many may be of large items.</summary>
    public int MostLarge => _large.Most;

    /// <summary>What the last sample led to; null when it only added to what is known.</summary>
    public ControllerDecision? Decision { get; private set; }

    /// <summary>Seconds until the next sample is wanted.</summary>
    public double Interval => _move == Move.SlowStart ? _slowStart.Interval : Steady;

    /// <summary>Learns from an interval and returns the new limit.</summary>
    public int Observe(in ControllerSample sample)
    {
        Decision = null;
        _at += sample.Seconds;
        _large.Observe(sample);
        if (_move == Move.SlowStart)
        {
            Start(sample);
            return Limit;
        }
        // 1 What follows a change still holds requests from before it, and those above a lower limit go on to their ends.
        //   Only a refusal of what was just added is news.
        if (_settling > 0 || sample.InFlight > Limit)
        {
            _settling -= sample.Seconds;
            if (_move == Move.Cut || sample.Throttles == 0)
                return Limit;
        }
        _window.Add(sample);
        bool full = _window.Seconds >= _needed;
        // 2 A store that refuses more than by chance is answered at once; a cut is given its time.
        if (_complaints.Beyond(_window) > 0 && (full || _move != Move.Cut))
            SlowDown();
        // 3 An interval without enough work says nothing about the limit.
        else if (!sample.Busy)
            Begin(_move, _needed);
        // 4 Judge the move that led here, then choose the next. Fewer that are far too few are not kept for the whole time.
        else if (full || _move == Move.Less && _window.Seconds >= _needed / 2 && _window.Rate < AlmostAsFast * _previousRate)
            Judge(_window.Rate);
        return Limit;
    }

    void Start(in ControllerSample sample)
    {
        _window.Add(sample);
        SlowStart.Verdict verdict = _slowStart.Observe(sample);
        if (verdict == SlowStart.Verdict.Double && Limit >= _maximum)
            verdict = _slowStart.End();
        if (_complaints.Beyond(_window) > 0)
            SlowDown();
        else if (verdict == SlowStart.Verdict.Double)
            Go(Move.SlowStart, Limit * 2, 0, _slowStart.Reason);
        else if (verdict == SlowStart.Verdict.End)
        {
            // Half of them were as fast, it may be a quarter too.
            if (!_slowStart.Paid)
                (_untilLess, _stepLess) = (0, LargestStepLess);
            _previousRate = 0;
            // Where doubling paid until it ended, it is soon looked at again whether it would go on to.
            Change(Move.Measure, Limit, _slowStart.Paid ? ShortestSettling : StepWindow, null);
        }
    }

    void Judge(double rate)
    {
        _complaints.Fade(_window.Refused);
        double gain = _previousRate > 0 ? rate / _previousRate : double.PositiveInfinity;
        if (Limit < _maximum && !_complaints.HasCeiling && _move is not (Move.Cut or Move.Return) && _slowStart.TryBegin(_window, gain < Fallen, isYoung: _at < Young))
        {
            Go(Move.SlowStart, Limit * 2, 0, _slowStart.Reason);
            return;
        }
        switch (_move)
        {
            case Move.More when gain < FarFallen:
                // That is not the doing of a few more.
                Go(Move.Fallen, _previousLimit, ProbeWindow, "the throughput has fallen");
                return;
            case Move.More when gain < 1 + Pays * (Limit - _previousLimit) / _previousLimit:
                if (_step > ProbeStep && !_window.IsSaturated)
                {
                    _step /= 2;
                    Go(Move.More, More(_previousLimit), WindowOf(_step), $"{Times(gain)} as fast does not pay: half the step");
                    return;
                }
                _rest = Math.Min(LongestRest, _rest * 2);
                if (MayTryLess)
                    TryLess(_previousLimit, _previousRate, $"{Times(gain)} as fast does not pay: are fewer as fast?");
                else
                    Rest(_previousLimit, _rest, $"{Times(gain)} as fast does not pay");
                return;
            case Move.More:
                _step = Math.Min(LargestStep, _step * 2);
                _rest = FirstRest;
                _complaints.Reset();
                Grow(rate, $"it paid: {Times(gain)} as fast");
                return;
            case Move.Less when gain is > AlmostAsFast and < AsFast && _stepLess > ProbeStep:
                _stepLess /= 2;
                TryLess(_previousLimit, _previousRate, $"{Times(gain)} as fast with fewer: half the step");
                return;
            case Move.Less when gain < AsFast:
                _untilLess = _restBeforeLess = Math.Min(LongestRestBeforeLess, _restBeforeLess * 2);
                _stepLess = StepLess;
                Rest(_previousLimit, FirstRest, $"{Times(gain)} as fast with fewer");
                return;
            case Move.Less:
                // Where fewer were faster still, more were too many; where they were as fast, half of them may be too few.
                if (gain < MuchFaster)
                    _stepLess = Math.Min(_stepLess, ProbeStep);
                // As fast with fewer threads and connections: the next comparison is with the better of both.
                TryLess(Limit, Math.Max(rate, _previousRate), $"{Times(gain)} as fast with fewer");
                return;
            case Move.Rest:
                GoOnResting(rate, gain);
                return;
            case Move.Fallen when gain < FarFallen && !_window.WaitsForStore && !_window.SmallOnesWait:
                // As many as move what is left at the speed that each had, and half as many again.
                _stepLess = 1 - 1.5 * Math.Max(gain, FarFallen / 4);
                TryLess(Limit, rate, "the throughput has fallen: are fewer as fast?");
                return;
            case Move.Fallen:
                // Somebody else takes a share, and a larger one for us pays; or less is to be had, and fewer are as fast.
                (_previousRate, _untilLess, _stepLess) = (rate, 0, ProbeStep);
                ProbeMore(ProbeStep, "the throughput has fallen");
                return;
            case Move.Cut when !_complaints.CutHelps(Limit, _window, out double left):
                if (!TryBear(left))
                    Cut();
                return;
            case Move.Cut:
                _complaints.Helped();
                Grow(rate, "the store takes it again");
                return;
            case Move.Return when gain < 1 + Pays * (Limit - _previousLimit) / _previousLimit:
                Rest(_previousLimit, _complaints.Rest, $"{Times(gain)} as fast: the store gives no more");
                return;
            default:
                if (MayTryLess)
                    TryLess(Limit, rate, "are fewer as fast?");
                else
                    Grow(rate, "nothing speaks against more");
                return;
        }
    }

    // Where requests wait at the store and are answered as soon as fewer were, fewer only bring less. Where they queue there fewer bring nothing soon, and what
    // a run brings grows by itself while it starts and connects: a short one keeps what it has.
    bool MayTryLess => _untilLess <= 0 && !(_slowStart.IsJustified(_window) || _at < Young && (_window.WaitsForStore || _window.SmallOnesWait));

    // More requests cannot pay when this process has no CPU left, and are dangerous where the store has complained.
    void Grow(double rate, string why)
    {
        _previousRate = rate;
        if (!_complaints.HasCeiling)
        {
            if (_window.IsSaturated || Limit >= _maximum)
                Rest(Limit, _rest, !_window.IsSaturated ? "no more are allowed" : _window.IsPaced ? "its limits hold the run back" : "the processors are busy");
            else
                TryMore(why);
        }
        else if (Limit + 1 < _complaints.Ceiling * NearCeiling)
        {
            // What was possible before the store complained needs no proof that it pays.
            _previousLimit = Limit;
            Go(Move.Return, Limit + Math.Max(1, (_complaints.Ceiling - Limit) / 2), StepWindow, $"half the way back to {_complaints.Ceiling}: {why}");
        }
        else
            Rest(Limit, _complaints.Rest, $"near {_complaints.Ceiling}, where the store complained");
    }

    void TryMore(string why)
    {
        _previousLimit = Limit;
        Go(Move.More, More(Limit), WindowOf(_step), why);
    }

    int More(int limit) => (int)Math.Min(_maximum, limit + Math.Max(1, Math.Round(limit * _step)));

    static double WindowOf(double step) => step > ProbeStep ? StepWindow : ProbeWindow;

    void Go(Move move, int limit, double window, string why) => Change(move, Math.Clamp(limit, _minimum, _maximum), window, why);

    void Change(Move move, int limit, double window, string? why)
    {
        if (why is not null)
            Decision = new ControllerDecision(TimeSpan.FromSeconds(_at), Limit, limit, why, _window.BytesPerSecond, _window.RequestsPerSecond, _window.CpuShare);
        // A request takes limit / (requests per second), by Little's law; bytes flow before it ends.
        double request = _window.RequestsPerSecond > 0 ? Limit / _window.RequestsPerSecond : 0;
        _settling = Math.Clamp(request, ShortestSettling, LongestSettling);
        Limit = limit;
        Begin(move, window);
    }

    void Begin(Move move, double window) => (_move, _needed, _window) = (move, window, default);

    static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    static string Times(double gain) => double.IsInfinity(gain) ? "more than nothing" : string.Create(CultureInfo.InvariantCulture, $"{gain:0.00} times");
}
