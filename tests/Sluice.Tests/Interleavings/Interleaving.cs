namespace Sluice.Tests.Interleavings;

/// <summary>
/// Runs threads one at a time, in an order that a seed decides: each gives way where it takes a lock, waits, or says so,
/// and whoever may go on is drawn. The same seed gives the same order, so a failure can be looked at again. A state in
/// which nobody can go on, or in which everybody only waits for time to pass, is a defect and fails.
/// </summary>
sealed class Interleaving(int seed) : IDisposable
{
    // Far more than any of these programs needs: who takes more goes round in circles.
    const int MostSteps = 200_000;

    // In a row: programs that wait for time to pass look at their condition and wait again.
    const int MostTimeouts = 1000;

    readonly Random _random = new(seed);
    readonly List<Fiber> _fibers = [];
    readonly SemaphoreSlim _driver = new(0);
    Fiber? _running;
    long _ticket;
    Exception? _failure;

    /// <summary>Times a fiber went on.</summary>
    public int Steps { get; private set; }

    /// <summary>Draws a number below <paramref name="bound"/>, from the same seed.</summary>
    public int Draw(int bound) => _random.Next(bound);

    /// <summary>Adds a thread; from inside a running one, too.</summary>
    public void Spawn(string name, Action body)
    {
        Fiber fiber = new(name);
        _fibers.Add(fiber);
        fiber.Thread = new Thread(() =>
        {
            fiber.Baton.Wait();
            try
            {
                if (_failure is null)
                    body();
            }
            catch (AbandonedException)
            {
            }
#pragma warning disable CA1031 // Whatever a program under test throws is this run's failure.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure ??= exception;
            }
            fiber.State = State.Ended;
            _driver.Release();
        }, 256 << 10)
        { IsBackground = true, Name = name };
        fiber.Thread.Start();
    }

    /// <summary>Runs all threads to their end.</summary>
    public void Run()
    {
        int timeouts = 0;
        while (_failure is null)
        {
            List<Fiber> able = _fibers.FindAll(static fiber => fiber.State == State.Able || fiber.State == State.WantsLock && fiber.Gate!.Owner is null);
            // Time passes when nobody has anything else to do, and now and then before that.
            List<Fiber> timed = _fibers.FindAll(static fiber => fiber.State == State.WaitsForTime);
            if (timed.Count > 0 && (able.Count == 0 || _random.Next(50) == 0))
            {
                Fiber late = timed[_random.Next(timed.Count)];
                late.State = State.WantsLock;
                timeouts = able.Count == 0 ? timeouts + 1 : 0;
                if (timeouts > MostTimeouts)
                    _failure = new InvalidOperationException($"Seed {seed}: everybody only waits for time to pass: {Describe()}");
                continue;
            }
            if (able.Count == 0)
            {
                if (_fibers.TrueForAll(static fiber => fiber.State == State.Ended))
                    return;
                _failure = new InvalidOperationException($"Seed {seed}: nobody can go on: {Describe()}");
                break;
            }
            if (++Steps > MostSteps)
                _failure = new InvalidOperationException($"Seed {seed}: no end after {MostSteps:N0} steps: {Describe()}");
            else
                Resume(able[_random.Next(able.Count)]);
        }
        Abandon();
        throw new InvalidOperationException($"Seed {seed}: {_failure!.Message}", _failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Fiber fiber in _fibers)
            fiber.Dispose();
        _driver.Dispose();
    }

    /// <summary>Lets others go first. Threads that are not this run's go on as they are.</summary>
    public void GiveWay()
    {
        if (_running is { } self && self.Thread == Thread.CurrentThread)
            Leave(self, State.Able, null);
    }

    internal Fiber Self => _running!;

    internal void Leave(Fiber self, State state, ScheduledGate? gate)
    {
        if (_failure is not null)
            throw new AbandonedException();
        self.State = state;
        self.Gate = gate;
        _driver.Release();
        self.Baton.Wait();
        if (_failure is not null)
            throw new AbandonedException();
    }

    internal IEnumerable<Fiber> Waiting(ScheduledGate gate) =>
        _fibers.Where(fiber => fiber.Gate == gate && fiber.State is State.Waits or State.WaitsForTime).OrderBy(static fiber => fiber.WaitingSince);

    internal long NextTicket() => ++_ticket;

    void Resume(Fiber fiber)
    {
        if (fiber.State == State.WantsLock)
            fiber.Gate!.Owner = fiber;
        fiber.State = State.Able;
        fiber.Gate = null;
        _running = fiber;
        fiber.Baton.Release();
        _driver.Wait();
        _running = null;
    }

    // The threads of a failed run unwind one by one, so that the next seed begins alone.
    void Abandon()
    {
        foreach (Fiber fiber in _fibers.ToList())
        {
            if (fiber.State == State.Ended)
                continue;
            fiber.Baton.Release();
            fiber.Thread!.Join();
        }
    }

    // What everybody was doing, for whoever looks into it.
    string Describe() => string.Join(", ", _fibers.Where(static fiber => fiber.State != State.Ended).Select(static fiber => $"{fiber.Name} {fiber.State}"));

    internal enum State { Able, WantsLock, Waits, WaitsForTime, Ended }

    internal sealed class Fiber(string name) : IDisposable
    {
        public string Name => name;

        public Thread? Thread;
        public State State = State.Able;
        public ScheduledGate? Gate;
        public long WaitingSince;
        public readonly SemaphoreSlim Baton = new(0);

        public void Dispose() => Baton.Dispose();
    }

    sealed class AbandonedException : Exception;
}
