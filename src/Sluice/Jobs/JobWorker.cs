using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Queues;
using Sluice.Jobs.Splits;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>
/// Does chunks of a job, some at once, until all are sealed. A chunk is executed at least once and counted exactly once: only the attempt that a seal names counts.
/// A chunk over which workers have died is halved until the guilty item stands alone, which is set apart.
/// </summary>
public sealed class JobWorker
{
    // Two deaths may be chance; the third attempt halves.
    const int MostAttempts = 3;
    // A creation writes chunks all the time, unless its source is slow to list.
    static readonly TimeSpan LongIdle = TimeSpan.FromMinutes(1);

    readonly JobStore _store;
    readonly JobDefinition _job;
    readonly Location _source;
    readonly Location? _destination;
    readonly Func<JobChunk, CancellationToken, ChunkResult> _run;
    readonly ChunkSealer _sealer;
    readonly ChunkEnding _ending;
    readonly TimeProvider _clock;
    readonly string _name;
    readonly IChunkQueue _queue;
    readonly UnreadableChunks _unreadable;
    readonly Lock _gate = new();
    LeaseKeeper[] _keepers = [];
    // Guarded by _gate: how it ends, chunks in hand, and whether that is one over which a worker has died, which is done with nothing beside it.
    WorkerEnd? _end;
    int _inHand;
    bool _isAlone;
    // 1 once it has said what it waits for.
    int _hasSaid;

    /// <summary>A name that no other worker has: the machine's, the process's number, and 32 random bits.</summary>
    public static string NewName() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..8]}");

    /// <summary>Makes a worker ready.</summary>
    /// <param name="store">The job.</param>
    /// <param name="job">What it is; one whose <see cref="JobDefinition.Problem"/> is null.</param>
    /// <param name="source">The source of its command.</param>
    /// <param name="run">Runs a chunk, on the calling thread.</param>
    /// <param name="name">Its name, which no other worker has.</param>
    /// <param name="index">Which of <paramref name="count"/> it is, from 0: where it begins, and with <c>--claim index</c> which chunks are its own.</param>
    /// <param name="count">Workers; 1 when that is unknown.</param>
    /// <param name="clock">The clock of waits.</param>
    /// <param name="queue">That of <see cref="JobDefinition.Queue"/>; null where the job has none.</param>
    /// <param name="destination">The destination of its command; null for none.</param>
    public JobWorker(JobStore store, JobDefinition job, Location source, Func<JobChunk, CancellationToken, ChunkResult> run, string name, int index, int count, TimeProvider clock, SqsMessages? queue = null, Location? destination = null)
        : this(store, job, source, run, name, clock, queue is not null ? new QueueClaims(store, job, queue, name, clock) : Listed(store, job, name, index, count, clock), destination)
    {
    }

    /// <summary>Makes a worker ready that takes its chunks from wherever it is told.</summary>
    internal JobWorker(JobStore store, JobDefinition job, Location source, Func<JobChunk, CancellationToken, ChunkResult> run, string name, TimeProvider clock, IChunkQueue queue, Location? destination = null)
    {
        (_store, _job, _source, _destination, _run, _name, _clock, _queue) = (store, job, source, destination, run, name, clock, queue);
        (_sealer, _unreadable) = (new ChunkSealer(store, job, name), new UnreadableChunks(store));
        _ending = new ChunkEnding(store, job, source, destination, queue, _sealer, clock);
    }

    static ChunkQueue Listed(JobStore store, JobDefinition job, string name, int index, int count, TimeProvider clock)
    {
        TimeSpan lease = TimeSpan.FromSeconds(job.LeaseSeconds);
        return job.Claim == "index"
            ? new ChunkQueue(store, new IndexClaims(index, count), null, name, (double)index / count, clock)
            : new ChunkQueue(store, new LeaseClaims(store, name, lease), lease / 3, name, (double)index / count, clock, 1.0 / count);
    }

    /// <summary>Why it is stuck, in a sentence; null when it is not.</summary>
    public string? Problem { get; private set; }

    /// <summary>What it is stuck at, where no item of any chunk could get past it; null where that is not known.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>What it could not read.</summary>
    public IReadOnlyList<JobDamage> Damage => _unreadable.All;

    /// <summary>Told, once, what it waits for when it has had nothing to do for a minute and the job's plan has no end; null for nobody.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>Chunks that it is doing now; 0 while it waits for some.</summary>
    public int InHand => Volatile.Read(ref _inHand);

    /// <summary>Chunks that this worker has sealed.</summary>
    public int Sealed => _sealer.Sealed.Chunks;

    /// <summary>Their items by outcome.</summary>
    public OutcomeCounts Outcomes => _sealer.Sealed.Outcomes;

    /// <summary>Those of them that are done and whose bytes nothing that a store told proves.</summary>
    public long Unverified => _sealer.Unverified;

    /// <summary>
    /// Ends the work on chunks that may be another worker's by now, because this one has not renewed their claims in time. For whoever is about to change something in a
    /// store: a machine that was frozen goes on before any timer does.
    /// </summary>
    public void EndOverdue()
    {
        foreach (LeaseKeeper keeper in Volatile.Read(ref _keepers))
            keeper.EndIfOverdue();
    }

    /// <summary>Does chunks until there are none. Throws <see cref="FailureException"/> when the job's store fails.</summary>
    /// <param name="parallel">Chunks at once, 1 to 64: the next one begins before the last item of the one before has ended.</param>
    /// <param name="drain">Asks it to stop.</param>
    public WorkerEnd Run(int parallel, CancellationToken drain)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(drain);
        // One thread finds that nothing is left: the others need not find it, too.
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Exception? broken = null;
        Thread[] threads = [.. Enumerable.Range(1, parallel - 1).Select(number => new Thread(Work) { IsBackground = true, Name = $"sluice-chunk-{number}" })];
        foreach (Thread thread in threads)
            thread.Start();
        Work();
        foreach (Thread thread in threads)
            thread.Join();
        if (broken is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broken);
        if (_end is null && !drain.IsCancellationRequested && _unreadable.Problem is { } unread)
            End(WorkerEnd.Stuck, unread, stop);
        return _end ?? (drain.IsCancellationRequested ? WorkerEnd.Drained : WorkerEnd.Done);

        void Work()
        {
            try
            {
                Loop(stop, over);
            }
            catch (Exception exception) when (stop.IsCancellationRequested && exception is OperationCanceledException or FailureException { Failure.Kind: FailureKind.Canceled })
            {
                // Another thread knows why, or whoever asked to stop.
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to whoever called.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                lock (_gate)
                    broken ??= exception;
                stop.Cancel();
            }
        }
    }

    void Loop(CancellationTokenSource stop, CancellationTokenSource over)
    {
        IdleWait idle = new(_queue.Lasts, _clock);
        while (!over.IsCancellationRequested)
        {
            if (_store.Read(JobNames.Cancelled, stop.Token) is not null)
            {
                End(WorkerEnd.Cancelled, null, stop);
                return;
            }
            bool isOver = false;
            ChunkClaim? claim = IsAlone ? null : _queue.TryTake(stop.Token, out isOver);
            if (claim is not null && TryBegin(claim))
            {
                try
                {
                    Do(claim, stop);
                }
                finally
                {
                    lock (_gate)
                        (_inHand, _isAlone) = (_inHand - 1, false);
                }
                idle.Reset();
                continue;
            }
            // Its turn comes when nothing else is in hand: if it kills this worker, no other chunk is to blame.
            if (claim is not null)
                _queue.GiveBack(claim, CancellationToken.None);
            else if (isOver)
                over.Cancel();
            if (!idle.Wait(over.Token))
                return;
            if (idle.Waited >= LongIdle && OnNote is { } note && Volatile.Read(ref _hasSaid) == 0 && JobState.ReadPlan(_store, stop.Token) is null && Interlocked.Exchange(ref _hasSaid, 1) == 0)
                note("Nothing was left to do for a minute, and the job's plan has no end (plan.json): it is still being created, or whoever created it has stopped; then the same 'sluice job create' goes on with it.");
        }
    }

    bool IsAlone
    {
        get
        {
            lock (_gate)
                return _isAlone;
        }
    }

    // A claim that lasts for ever tells of no deaths.
    bool TryBegin(ChunkClaim claim)
    {
        bool isSuspect = claim.Attempt > 1 && !claim.IsSecond && _queue.Lasts is not null;
        lock (_gate)
        {
            if (_isAlone || isSuspect && _inHand > 0)
                return false;
            (_inHand, _isAlone) = (_inHand + 1, isSuspect);
            return true;
        }
    }

    void Do(ChunkClaim claim, CancellationTokenSource stop)
    {
        bool isDeadly = claim.Attempt >= MostAttempts;
        if (!TryRead(claim, () => ChunkFile.Read(_store, claim.Chunk, _job.Hash, isDeadly ? CancellationToken.None : stop.Token), out ChunkContent content))
            return;
        if (isDeadly)
        {
            _ending.Halve(claim, content);
            return;
        }
        using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        ChunkResult? result = null;
        ChunkSplit? split = null;
        UploadNotes uploads = new(_store, claim.Chunk, _name, claim.Attempt);
        try
        {
            using LeaseKeeper keeper = new(_queue, claim, _clock, lost);
            Watch(keepers => [.. keepers, keeper]);
            try
            {
                if (!TryRead(claim, () => ChunkSplit.Find(_store, _job, claim.Chunk, content, lost.Token), out split))
                    return;
                if (split is null or { IsReady: true })
                    result = _run(new JobChunk(claim.Chunk, claim.Attempt, new ChunkLocation(_source, content.Present), content.Present.Count) { Removals = RemovalsOf(content), Uploads = uploads, Split = split?.Step }, lost.Token);
            }
            finally
            {
                Watch(keepers => [.. keepers.Where(other => other != keeper)]);
            }
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // Given back below, or another one's by now.
        }
        uploads.End(CancellationToken.None);
        if (result is { Ends: null } && result.Outcomes.Ended == content.Items.Count)
        {
            // What is done is kept, also while it is asked to stop.
            _ending.Seal(claim, result, content, split, uploads, CancellationToken.None);
            return;
        }
        _queue.GiveBack(claim, CancellationToken.None);
        if (result?.Ends is { } ends)
            End(WorkerEnd.Stuck, $"{ends.Message} Chunk {claim.Chunk} is given back, and no item of it counts: run workers again once that is put right.", stop, ends);
        else if (!lost.IsCancellationRequested && split is null or { IsReady: true })
            End(WorkerEnd.Stuck, $"Chunk {claim.Chunk} could not be done: {result?.Problem ?? "not every item of it has an outcome."}", stop);
    }

    ChunkLocation? RemovalsOf(ChunkContent content) => content.Removed is not { Count: > 0 } removed ? null
        : new ChunkLocation(_destination ?? throw Failures.Failure.Local(ChunkFile.Damaged, "The job removes items of a place that it does not name.").ToException(), removed);

    // Nobody knows the items of one that cannot be read: it goes back, and all others are done.
    bool TryRead<T>(ChunkClaim claim, Func<T> read, out T found)
    {
        try
        {
            found = read();
            return true;
        }
        catch (FailureException exception) when (exception.Failure.Code == ChunkFile.Damaged)
        {
            _unreadable.Add(claim.Chunk, exception.Failure);
            _queue.SetAside(claim, CancellationToken.None);
            found = default!;
            return false;
        }
        catch (Exception exception) when (exception is FailureException or OperationCanceledException)
        {
            _queue.GiveBack(claim, CancellationToken.None);
            throw;
        }
    }

    void Watch(Func<LeaseKeeper[], LeaseKeeper[]> change)
    {
        lock (_gate)
            Volatile.Write(ref _keepers, change(_keepers));
    }

    void End(WorkerEnd end, string? problem, CancellationTokenSource stop, Failure? failure = null)
    {
        lock (_gate)
            (_end, Problem, Failure) = (_end ?? end, Problem ?? problem, Failure ?? failure);
        stop.Cancel();
    }
}
