using Sluice.Engine.Scheduling;

namespace Sluice.Engine.Concurrency;

/// <summary>One thread that looks at the run: feeds the controller as often as that wants, and four times a second interrupts parts that hang.</summary>
internal sealed class RunMonitor(RunContext run, WorkScheduler scheduler, ConcurrencyController? controller, Func<RequestTotals> tally) : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // Share of an interval from which a run counts as held back by its own limits.
    const double MostlyPaced = 0.5;

    // A part that began earlier goes on to its end: to send it again would cost more than it saves. How much of it was sent
    // nobody knows: the sockets' buffers take megabytes.
    static readonly TimeSpan HardlyBegun = TimeSpan.FromSeconds(30);

    readonly ManualResetEventSlim _stop = new(false);
    readonly AllowedLoss _loss = new(run.Limits?.Traffic.BytesPerSecond);
    readonly HeldWindow _held = new();
    long _returned;
    Thread? _thread;

    /// <summary>Begins to look.</summary>
    public void Start()
    {
        SetBounds();
        Thread thread = new(Loop, 256 << 10) { IsBackground = true, Name = "sluice-watch" };
        thread.Start();
        // Only one that could be started can be waited for.
        _thread = thread;
    }

    /// <summary>Stops looking.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    void Loop()
    {
        TimeProvider clock = run.Options.Clock;
        long before = clock.GetTimestamp();
        TimeSpan pacedBefore = run.Paced;
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        RequestTotals counted = tally();
        (double sinceParts, long bytesAtParts) = (0, counted.Bytes);
        while (!_stop.Wait(controller is null || run.Limits?.Concurrency is not null ? Interval : TimeSpan.FromSeconds(controller.Interval)))
        {
            // All from one moment: this thread waits for a processor as any other, and what passes meanwhile belongs to the next interval.
            (long at, TimeSpan cpu) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
            double seconds = clock.GetElapsedTime(before, at).TotalSeconds;
            RequestTotals now = tally();
            TimeSpan paced = run.Paced;
            bool isPaced = (paced - pacedBefore).TotalSeconds > MostlyPaced * seconds;
            if (run.Limits?.Concurrency is { } pinned)
                scheduler.Limit = pinned;
            else if (controller is not null && seconds > 0)
            {
                RequestTotals since = now - counted;
                (int inFlight, int large) = scheduler.InFlight;
                (long asked, long askedLarge) = Asked();
                ControllerSample sample = new(seconds, since.Bytes, since.Requests, since.Throttles,
                    scheduler.TakeWasBusy(), (cpu - cpuBefore).TotalSeconds / seconds / Environment.ProcessorCount, inFlight, isPaced)
                {
                    Waiting = now.Waiting,
                    Beside = large > 0 ? inFlight - large : 0,
                    Answers = since.Responses,
                    Waited = since.Waited.TotalSeconds,
                    Asked = asked,
                    AskedLarge = askedLarge,
                    MostBytesPerSecond = run.Limits?.Traffic.BytesPerSecond ?? double.PositiveInfinity,
                };
                int limit = controller.Observe(sample);
                SetBounds();
                if (limit != scheduler.Limit)
                    scheduler.Limit = limit;
                if (controller.Decision is { } decision)
                    run.Options.OnDecision?.Invoke(decision);
            }
            LookAtHeld(seconds);
            sinceParts += seconds;
            if (sinceParts >= Interval.TotalSeconds / 2)
            {
                LookAtParts(sinceParts, now.Bytes - bytesAtParts, isPaced);
                (sinceParts, bytesAtParts) = (0, now.Bytes);
            }
            before = at;
            cpuBefore = cpu;
            pacedBefore = paced;
            counted = now;
        }
    }

    void LookAtHeld(double seconds)
    {
        (long held, long returned) = scheduler.Held;
        _held.Observe(seconds, returned - _returned, held);
        _returned = returned;
        SetBounds();
    }

    void LookAtParts(double seconds, long bytes, bool isPaced)
    {
        foreach (Worker worker in run.Workers.All)
            if (worker.IsSlow())
                worker.Interrupt();
        _loss.Observe(seconds, bytes, run.Limits?.Traffic.BytesPerSecond, isPaced, scheduler.AtRisk.Large);
        SetBounds();
        if (_loss.IsExceeded)
            Yield();
    }

    void SetBounds() => scheduler.Bounds = new StepBounds(_loss.Bytes, _held.Bytes, run.Limits?.Concurrency is null && controller is not null ? controller.MostLarge : int.MaxValue);

    (long All, long Large) Asked()
    {
        (long all, long large) = (0, 0);
        foreach (Worker worker in run.Workers.All)
        {
            long bytes = worker.RequestBytes;
            all += bytes;
            large += worker.Current is { IsLarge: true } ? bytes : 0;
        }
        return (all, large);
    }

    // Of uploads only: the ranges of a download count as far as they have come.
    void Yield()
    {
        long surplus = scheduler.AtRisk.Large - _loss.Bytes;
        Worker[] parts = [.. run.Workers.All.ToArray().Where(static worker => worker.Current is { CanYield: true }).OrderBy(static worker => worker.RequestElapsed)];
        for (int at = 0; at < parts.Length - 1 && surplus > 0; at++)
        {
            if (parts[at].Current is not { AtRisk: > 0 and long bytes } || parts[at].RequestElapsed > HardlyBegun)
                return;
            parts[at].Yield();
            surplus -= bytes;
        }
    }
}
