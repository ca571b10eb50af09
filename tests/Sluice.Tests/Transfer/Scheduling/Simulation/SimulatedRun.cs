using Sluice.Engine.Concurrency;

namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>One run in a simulated world: its requests in flight, and what it has moved by each tenth of a second.</summary>
/// <param name="controller">Who decides on the limit; null for a fixed one.</param>
/// <param name="limit">The fixed limit.</param>
/// <param name="startsAt">When it begins.</param>
/// <param name="work">What it moves; null: requests of the world's size without an end.</param>
internal sealed class SimulatedRun(ConcurrencyController? controller, int limit = 0, double startsAt = 0, IReadOnlyList<(int Count, double Bytes)>? work = null)
{
    const double Tenth = 0.1;

    readonly List<double> _moved = [];
    (double At, double Moved, long Requests, long Throttles, double Cpu, long Answers, double Waited) _counted = (startsAt, 0, 0, 0, 0, 0, 0);
    readonly int[] _left = [.. work?.Select(static kind => kind.Count) ?? [int.MaxValue]];
    readonly int[] _inFlight = new int[work?.Count ?? 1];
    long _answers;
    double _waited;

    /// <summary>When it begins.</summary>
    public double StartsAt => startsAt;

    /// <summary>Requests that may be in flight.</summary>
    public int Limit => controller?.Limit ?? limit;

    /// <summary>Requests in flight, those that wait to be repeated included.</summary>
    public int InFlight { get; private set; }

    /// <summary>Something is left that may begin beside what is in flight.</summary>
    public bool MayBegin(SimulatedWorld world) => Kinds(world).Any();

    /// <summary>Something is left that was not begun.</summary>
    public bool HasMore => _left.Any(static left => left > 0);

    /// <summary>When its last request ended; infinite before.</summary>
    public double EndedAt { get; private set; } = double.PositiveInfinity;

    /// <summary>Those whose bytes flow.</summary>
    public int Flowing { get; set; }

    /// <summary>Those that wait for a connection or an answer.</summary>
    public int Waiting { get; set; }

    /// <summary>Seconds between two looks at it.</summary>
    public double Interval => controller?.Interval ?? 0.25;

    /// <summary>Connections opened so far.</summary>
    public int Connections { get; set; }

    /// <summary>Requests sent.</summary>
    public long Requests { get; set; }

    /// <summary>Requests refused.</summary>
    public long Throttles { get; set; }

    /// <summary>Bytes moved.</summary>
    public double Moved { get; set; }

    /// <summary>Seconds of all processors that were used.</summary>
    public double CpuSeconds { get; set; }

    /// <summary>The limit at the end of each tenth of a second.</summary>
    public List<int> Limits { get; } = [];

    /// <summary>What the controller decided.</summary>
    public List<ControllerDecision> Decisions { get; } = [];

    /// <summary>Begins a request of the kind that has fewer in flight, as large and small objects share the line.</summary>
    public int Begin(SimulatedWorld world)
    {
        int kind = Kinds(world).MinBy(kind => _inFlight[kind]);
        _left[kind] -= work is null ? 0 : 1;
        _inFlight[kind]++;
        InFlight++;
        return kind;
    }

    /// <summary>Ends a request.</summary>
    public void End(int kind, double now)
    {
        Flowing--;
        InFlight--;
        _inFlight[kind]--;
        if (InFlight == 0 && !HasMore)
            EndedAt = now;
    }

    /// <summary>Bytes of a request of this kind.</summary>
    public double BytesOf(int kind, SimulatedWorld world) => work is null ? world.RequestBytes : work[kind].Bytes;

    /// <summary>The first byte of an answer has come.</summary>
    public void Arrived(double wait)
    {
        Waiting--;
        Flowing++;
        _answers++;
        _waited += wait;
    }

    /// <summary>Tells the controller of what has been since it was last told.</summary>
    public void Observe(double now, SimulatedWorld world)
    {
        if (controller is null)
            return;
        double share = work is null ? world.RequestBytes / (world.RequestBytes + world.RequestCost) : work.Sum(static kind => kind.Count * kind.Bytes) / work.Sum(kind => kind.Count * (kind.Bytes + world.RequestCost));
        double seconds = now - _counted.At;
        controller.Observe(new ControllerSample(seconds, (long)((Moved - _counted.Moved) * share), Requests - _counted.Requests, Throttles - _counted.Throttles,
            controller.Limit <= world.MostParts && HasMore, (CpuSeconds - _counted.Cpu) / seconds, InFlight)
        {
            Waiting = Waiting,
            Beside = Beside(world),
            Answers = _answers - _counted.Answers,
            Waited = _waited - _counted.Waited,
            Asked = (long)_inFlight.Select((count, kind) => count * BytesOf(kind, world)).Sum(),
            AskedLarge = (long)_inFlight.Select((count, kind) => IsLarge(kind, world) ? count * BytesOf(kind, world) : 0).Sum(),
        });
        if (controller.Decision is { } decision)
            Decisions.Add(decision);
        _counted = (now, Moved, Requests, Throttles, CpuSeconds, _answers, _waited);
    }

    // Large are parts of a MiB and more.
    bool IsLarge(int kind, SimulatedWorld world) => BytesOf(kind, world) >= 1 << 20;

    int Large(SimulatedWorld world) => _inFlight.Where((_, kind) => IsLarge(kind, world)).Sum();

    int Beside(SimulatedWorld world) => Large(world) is > 0 and var large ? InFlight - large : 0;

    IEnumerable<int> Kinds(SimulatedWorld world) =>
        Enumerable.Range(0, _left.Length).Where(kind => _left[kind] > 0 && (controller is null || !IsLarge(kind, world) || Large(world) < controller.MostLarge));

    /// <summary>Notes how things stand; called ten times a second.</summary>
    public void Note()
    {
        _moved.Add(Moved);
        Limits.Add(Limit);
    }

    /// <summary>Mean bytes per second between two times.</summary>
    public double Mean(double from, double to) => (At(to) - At(from)) / (to - from);

    // Clocks of tenths: index 0 is 0.1 s.
    double At(double time)
    {
        int index = (int)Math.Round(time / Tenth) - 1;
        return index < 0 ? 0 : _moved[Math.Min(index, _moved.Count - 1)];
    }
}
