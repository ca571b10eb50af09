using System.Diagnostics;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.Telemetry;

namespace Sluice.Engine;

/// <summary>
/// What all work items of one run share, whatever they do: limits, memory, workers, the ledger, and the end. Safe for many threads.
/// </summary>
internal abstract class RunContext : IDisposable
{
    // Milliseconds between two looks at whether the run was stopped, which wakes nobody who waits for items.
    const int StopCheck = 100;

    readonly Gate _items = new();
    readonly CancellationTokenSource _stop;
    long _moved;
    int _underWay;
    Failure? _endedBy;

    /// <summary>A run of its own, or one that another one carries.</summary>
    /// <param name="memory">Cap of all buffers; not disposed here.</param>
    /// <param name="cancellationToken">Fired when the caller gives up.</param>
    /// <param name="parent">The run that carries this one; null for none.</param>
    protected RunContext(MemoryBudget memory, CancellationToken cancellationToken, RunContext? parent = null)
    {
        _stop = parent is null ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : CancellationTokenSource.CreateLinkedTokenSource(parent.Token, cancellationToken);
        (Memory, Parent, Token) = (memory, parent, _stop.Token);
        (Workers, Speeds, Scheduler) = parent is null ? (new WorkerSet(), new RequestSpeeds(), null) : (parent.Workers, parent.Speeds, parent.Scheduler);
    }

    /// <summary>The span that those of items belong below; null when nobody listens, or nobody began one.</summary>
    public Activity? Span { get; } = SluiceTelemetry.Source.HasListeners() ? Activity.Current : null;

    /// <summary>The settings.</summary>
    public abstract EngineOptions Options { get; }

    /// <summary>Counts items.</summary>
    public abstract Ledger Ledger { get; }

    /// <summary>Cap of all buffers.</summary>
    public MemoryBudget Memory { get; }

    /// <summary>The run that carries this one; null for none.</summary>
    public RunContext? Parent { get; }

    /// <summary>The workers, for those that must stop one.</summary>
    public WorkerSet Workers { get; }

    /// <summary>Speed of the requests so far, to find those that hang.</summary>
    public RequestSpeeds Speeds { get; }

    /// <summary>Who hands out steps; null until the engine has begun.</summary>
    public WorkScheduler? Scheduler { get; set; }

    /// <summary>Bytes received, hashed and written at a time.</summary>
    public int ChunkSize => Options.ChunkSize ?? EngineOptions.DefaultChunkSize;

    /// <summary>What may be changed while the run goes on; null when nothing can.</summary>
    public RunLimits? Limits => Parent is null ? Options.Limits : Parent.Limits;

    /// <summary>Time during which the limits held requests back.</summary>
    public TimeSpan Paced => Limits?.Traffic.Paced ?? default;

    /// <summary>Fired when the caller gave up, or when nothing more can succeed.</summary>
    public CancellationToken Token { get; }

    /// <summary>Called on a worker's thread before each of its requests; null for nothing. That of the run that carries others counts for all.</summary>
    public Action? BeforeRequest { get; set; }

    /// <summary>The failure that no item of this run can get past; null while there is none.</summary>
    public Failure? EndedBy => Volatile.Read(ref _endedBy);

    /// <summary>Body bytes moved, those of unfinished items included.</summary>
    public long MovedBytes
    {
        get
        {
            long moved = Volatile.Read(ref _moved);
            foreach (Worker worker in Workers.All)
                moved += worker.SentBytes;
            return moved;
        }
    }

    /// <summary>Counts body bytes.</summary>
    public void CountMoved(long bytes)
    {
        Interlocked.Add(ref _moved, bytes);
        Parent?.CountMoved(bytes);
    }

    /// <summary>Adds an item; waits while there is no room. False when the run was stopped.</summary>
    public bool Offer(WorkItem item) => Scheduler!.Offer(item);

    /// <summary>Adds an item that takes another one's place, on a worker's thread, which must not wait for room. False when the run was stopped.</summary>
    public bool Add(WorkItem item) => Scheduler!.Add(item);

    /// <summary>Lets an item hand out steps that it had not when last asked.</summary>
    /// <param name="item">The item.</param>
    /// <param name="takesIt">The caller is a worker whose step ends now: it asks for the next one itself.</param>
    public void Wake(WorkItem item, bool takesIt = false) => Scheduler?.Wake(item, takesIt);

    /// <summary>An item waits in the scheduler's lines.</summary>
    public void ItemEntered() => Interlocked.Increment(ref _underWay);

    /// <summary>An item has left them, with or without an outcome.</summary>
    public void ItemLeft()
    {
        if (Interlocked.Decrement(ref _underWay) > 0)
            return;
        using (_items.Enter())
            _items.PulseAll();
    }

    /// <summary>
    /// Waits until everything this run has offered has ended, whatever other runs that share its workers do; for whoever has
    /// work that must not begin before. False when the run was stopped.
    /// </summary>
    public bool Drain()
    {
        using (_items.Enter())
        {
            while (Volatile.Read(ref _underWay) > 0 && !Token.IsCancellationRequested)
                _items.Wait(StopCheck);
        }
        return !Token.IsCancellationRequested;
    }

    /// <summary>Waits until no item is under way; once the run that carries this one is cancelled, no longer than a stuck disk deserves.</summary>
    public void WaitForItems(TimeSpan patience)
    {
        long? cancelled = null;
        using (_items.Enter())
        {
            while (Volatile.Read(ref _underWay) > 0)
            {
                _items.Wait(StopCheck);
                if (!Token.IsCancellationRequested)
                    continue;
                cancelled ??= Options.Clock.GetTimestamp();
                if (Options.Clock.GetElapsedTime(cancelled.Value) > patience)
                    return;
            }
        }
    }

    /// <summary>Ends the run: no other item can succeed. False when it has ended already.</summary>
    public bool End(Failure failure)
    {
        if (Interlocked.CompareExchange(ref _endedBy, failure, null) is not null)
            return false;
        _stop.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
