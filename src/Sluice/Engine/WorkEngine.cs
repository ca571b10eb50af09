using Sluice.Engine.Concurrency;
using Sluice.Engine.Scheduling;
using Sluice.Failures;

namespace Sluice.Engine;

/// <summary>
/// Carries out the work items of a run, on as many threads as the controller finds good. The only place that puts scheduler, workers,
/// controller, limits and monitor together. It knows neither stores nor files: an item runs its own steps.
/// </summary>
internal static class WorkEngine
{
    // Enough items to keep workers busy through a slow page of a listing; each is a few hundred bytes.
    const int LookAhead = 2000;

    // 512 KiB: the deepest chain of calls is TLS, which needs some 50 KiB.
    const int WorkerStack = 512 << 10;

    /// <summary>Beyond this a worker that does not come back (a stuck disk) is left behind when a run was cancelled.</summary>
    public static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <summary>Carries out what <paramref name="produce"/> offers, on this thread and those of the workers, and returns when all has ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="mostRequests">Requests that can be in flight for want of descriptors.</param>
    /// <param name="tally">What the requests of the run have done so far.</param>
    /// <param name="produce">Offers the items; why it ended early, or null.</param>
    /// <param name="allBack">False when a worker was left behind.</param>
    public static Failure? Run(RunContext run, int mostRequests, Func<RequestTotals> tally, Func<Failure?> produce, out bool allBack)
    {
        EngineOptions options = run.Options;
        RunLimits? limits = options.Limits;
        // A buffer for each worker, and as much again for what else is in memory.
        int most = Math.Min(mostRequests, (int)Math.Clamp(run.Memory.Limit / 2 / run.ChunkSize, 1, options.MaxConnections ?? ConcurrencyController.DefaultMaximum));
        ConcurrencyController? controller = limits is not null || options.Concurrency is null ? new ConcurrencyController(options.StartConcurrency, maximum: most) : null;
        WorkScheduler scheduler = new(LookAhead, limits?.Concurrency ?? options.Concurrency ?? controller!.Limit, s => StartWorker(run, s), options.FileParallelism ?? int.MaxValue, mostRequests);
        run.Scheduler = scheduler;
        Failure? ended;
        allBack = false;
        // 1 Whoever cancels stops the listing, the workers and their requests, in this order: nothing new begins in between.
        using (run.Token.UnsafeRegister(_ =>
        {
            scheduler.Stop();
            run.Workers.Interrupt();
        }, null))
        using (LimitsInForce inForce = new(limits, run.Memory, scheduler, controller))
        using (RunMonitor monitor = new(run, scheduler, controller, tally))
        {
            monitor.Start();
            try
            {
                // 2 List on this thread; workers begin with the first item.
                ended = produce();
                if (ended is null)
                    run.Ledger.ListingComplete();
            }
            finally
            {
                // 3 Wait for what was listed, or for what was under way to be undone.
                scheduler.Complete();
                while (!(allBack = scheduler.WaitForWorkers(StopPatience)) && !run.Token.IsCancellationRequested) { }
            }
        }
        foreach (Worker worker in run.Workers.All)
            worker.Dispose();
        return ended ?? run.EndedBy;
    }

    static void StartWorker(RunContext run, WorkScheduler scheduler)
    {
        Worker worker = new(run);
        run.Workers.Add(worker);
        // Without the span of whoever happened to need it: a worker has that of its present item, or none.
        new Thread(() => worker.Loop(scheduler), WorkerStack) { IsBackground = true, Name = $"sluice-worker-{run.Workers.All.Length}" }.UnsafeStart();
    }
}
