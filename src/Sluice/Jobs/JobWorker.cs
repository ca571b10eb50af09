using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Queues;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>
/// Does chunks of a job, some at once, until all are sealed. A chunk is executed at least once and counted exactly once: only the attempt that a seal names counts.
/// A chunk over which workers have died is halved until the guilty item stands alone, which is set apart.
/// </summary>
public sealed class JobWorker
{
    readonly JobStore _store;
    readonly ChunkSealer _sealer;
    readonly ChunkAttempts _attempts;
    readonly TimeProvider _clock;
    readonly IChunkQueue _queue;
    readonly UnreadableChunks _unreadable;
    readonly WaitNote _wait;
    readonly Lock _gate = new();
    // Guarded by _gate: how it ends, chunks in hand, and whether that is one over which a worker has died, which is done with nothing beside it.
    WorkerEnd? _end;
    int _inHand;
    bool _isAlone;

    /// <summary>Code of <see cref="Failure"/> where the job's store has lost chunks.</summary>
    public const string LostChunks = SharedSurvey.LostCode;

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
        (_store, _clock, _queue) = (store, clock, queue);
        store.Job = job;
        (_sealer, _unreadable, _wait) = (new ChunkSealer(store, job, name), new UnreadableChunks(store), new WaitNote(store, queue));
        _attempts = new ChunkAttempts(store, job, source, destination, run, name, queue, new ChunkEnding(store, job, source, destination, queue, _sealer, clock, dead => LastWords?.Invoke(dead) is { } said ? SecretWords.Own.Hide(said) : null), _unreadable, clock);
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

    /// <summary>Told what it waits for when it has had nothing to do for a minute: the end of the job's plan, or another worker; null for nobody.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>Gives the last words of a worker that died over an item, by its name, for that item's row; null for those that are not known. Null: none are.</summary>
    public Func<string, string?>? LastWords { get; init; }

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
    public void EndOverdue() => _attempts.EndOverdue();

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
        // All that is left, and that can be read, is done.
        if (broken is FailureException { Failure: { Code: SharedSurvey.LostCode } lost })
            End(WorkerEnd.Stuck, _unreadable.Problem(isAll: false) is { } besides ? $"{lost.Message} {besides}" : lost.Message, stop, lost);
        else if (broken is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broken);
        if (_end is null && !drain.IsCancellationRequested && _unreadable.Problem(isAll: true) is { } unread)
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
                    if (_attempts.Do(claim, stop.Token) is var (problem, failure))
                        End(WorkerEnd.Stuck, problem, stop, failure);
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
            if (idle.Waited >= WaitNote.LongIdle)
                JobState.ThrowIfDeleted(_store, stop.Token);
            if (OnNote is { } note && InHand == 0 && _wait.After(idle.Waited, stop.Token) is { } sentence)
                note(sentence);
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

    void End(WorkerEnd end, string? problem, CancellationTokenSource stop, Failure? failure = null)
    {
        lock (_gate)
            (_end, Problem, Failure) = (_end ?? end, Problem ?? problem, Failure ?? failure);
        stop.Cancel();
    }
}
