namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>
/// Simulates requests one by one, without a clock: connect, wait for the first byte, flow, or be refused, wait and be
/// repeated. All bytes that flow share the link, the disk and the processors evenly, each at most at its connection's rate.
/// The same world, seed and runs give the same bytes.
/// </summary>
internal sealed class Simulator
{
    const double Tenth = 0.1;

    readonly SimulatedRun[] _runs;
    readonly Random _random;
    readonly PriorityQueue<Event, double> _events = new();

    // All that flow have the same rate: who has the least bytes left when it begins, by a count of bytes that each gets, ends first.
    readonly PriorityQueue<(SimulatedRun Run, int Kind), double> _flowing = new();
    SimulatedWorld _world;
    double _now, _each, _noise = 1, _tokens, _tokensAt;

    public Simulator(SimulatedWorld world, int seed, params SimulatedRun[] runs)
    {
        if (double.IsInfinity(Math.Min(Math.Min(world.Bandwidth, world.Disk), Math.Min(world.Cpu, world.PerConnection))))
            throw new ArgumentException("A world in which nothing takes time has no rates.", nameof(world));
        (_world, _runs, _random) = (world, runs, new Random(seed));
        _tokens = Burst;
    }

    enum Kind { Begin, Observe, Note, Change, Arrive, Repeat }

    readonly record struct Event(Kind Kind, SimulatedRun? Run, int Attempt, double Wait = 0, int Of = 0);

    double Burst => Math.Max(1, _world.RequestLimit * _world.RequestBurst);

    /// <summary>Simulates so many seconds.</summary>
    public void Run(double seconds)
    {
        foreach (SimulatedRun run in _runs)
            _events.Enqueue(new Event(Kind.Begin, run, 0), run.StartsAt);
        _events.Enqueue(new Event(Kind.Note, null, 0), Tenth);
        if (_world.Then is not null)
            _events.Enqueue(new Event(Kind.Change, null, 0), _world.ChangesAt);
        while (_events.TryPeek(out Event next, out double at))
        {
            double rate = Rate();
            double ends = _flowing.TryPeek(out _, out double least) ? _now + (least - _each) / rate : double.PositiveInfinity;
            if (Math.Min(ends, at) > seconds + Tenth / 2 || _runs.All(static run => run.EndedAt < double.PositiveInfinity))
                return;
            Advance(Math.Min(ends, at), rate);
            if (ends <= at)
            {
                _each = Math.Max(_each, least);
                (SimulatedRun run, int kind) = _flowing.Dequeue();
                run.End(kind, _now);
                Fill(run);
                continue;
            }
            _events.Dequeue();
            Handle(next);
        }
    }

    void Handle(Event what)
    {
        switch (what.Kind)
        {
            case Kind.Begin:
                _events.Enqueue(new Event(Kind.Observe, what.Run, 0), _now + what.Run!.Interval);
                Fill(what.Run);
                break;
            case Kind.Observe:
                what.Run!.Observe(_now, _world);
                _events.Enqueue(what, _now + what.Run.Interval);
                Fill(what.Run);
                break;
            case Kind.Note:
                foreach (SimulatedRun run in _runs)
                    run.Note();
                _noise = _world.Noise == 0 ? 1 : Math.Max(0.2, 1 + _world.Noise * Normal());
                _events.Enqueue(what, _now + Tenth);
                break;
            case Kind.Change:
                _world = _world.Then!;
                break;
            case Kind.Arrive:
                _flowing.Enqueue((what.Run!, what.Of), _each + what.Run!.BytesOf(what.Of, _world) + _world.RequestCost);
                what.Run!.Arrived(what.Wait);
                break;
            case Kind.Repeat:
                // It no longer waits for the store since it was refused; that is of no weight here.
                what.Run!.Waiting--;
                Send(what.Run, what.Of, what.Attempt, 0);
                break;
        }
    }

    void Fill(SimulatedRun run)
    {
        while (run.InFlight < Math.Min(run.Limit, _world.MostParts) && run.MayBegin(_world))
        {
            int kind = run.Begin(_world);
            bool connects = run.InFlight > run.Connections;
            if (connects)
                run.Connections++;
            // One that was begun a round trip before the run is ready so much sooner.
            Send(run, kind, 1, !connects ? 0 : run.Connections > _world.Ahead ? _world.Connect : Math.Max(0, _world.Connect - _world.Latency - _now));
        }
    }

    void Send(SimulatedRun run, int kind, int attempt, double connect)
    {
        run.Requests++;
        double latency = _world.Latency * Math.Exp(_world.Spread * Normal()) * (_random.NextDouble() < _world.Tail ? 10 : 1);
        run.Waiting++;
        if (!IsRefused())
        {
            _events.Enqueue(new Event(Kind.Arrive, run, 0, latency, kind), _now + connect + latency);
            return;
        }
        run.Throttles++;
        // As RetryPolicy waits.
        double wait = Math.Min(20, 0.25 * Math.Pow(2, attempt - 1)) * (1 + _random.NextDouble()) / 2;
        _events.Enqueue(new Event(Kind.Repeat, run, attempt + 1, 0, kind), _now + connect + latency + wait);
    }

    bool IsRefused()
    {
        if (_random.NextDouble() < _world.RefusedAt(_now))
            return true;
        if (double.IsPositiveInfinity(_world.RequestLimit))
            return false;
        _tokens = Math.Min(Burst, _tokens + (_now - _tokensAt) * _world.RequestLimit);
        _tokensAt = _now;
        if (_tokens < 1)
            return true;
        _tokens--;
        return false;
    }

    double Rate()
    {
        if (_flowing.Count == 0)
            return 0;
        int inFlight = 0;
        foreach (SimulatedRun run in _runs)
            inFlight += run.InFlight;
        double lost = inFlight <= _world.Knee ? 1 : Math.Max(0.1, 1 - _world.Loss * (inFlight - _world.Knee));
        double all = Math.Min(Math.Min(_world.Bandwidth * _noise, _world.Disk * _noise), _world.Cpu) * lost;
        return Math.Min(_world.PerConnection, all / _flowing.Count);
    }

    void Advance(double to, double rate)
    {
        double each = (to - _now) * rate;
        _each += each;
        foreach (SimulatedRun run in _runs)
        {
            run.Moved += each * run.Flowing;
            run.CpuSeconds += each * run.Flowing / _world.Cpu;
        }
        _now = to;
    }

    // Box and Muller.
    double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
