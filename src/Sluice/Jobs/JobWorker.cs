using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
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
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    readonly JobStore _store;
    readonly JobDefinition _job;
    readonly Location _source;
    readonly Func<JobChunk, CancellationToken, ChunkResult> _run;
    readonly string _name;
    readonly IChunkClaims _claims;
    readonly TimeSpan _lease;
    readonly TimeProvider _clock;
    readonly ChunkQueue _queue;
    readonly Lock _gate = new();
    // Guarded by _gate.
    WorkerEnd? _end;

    /// <summary>Makes a worker ready.</summary>
    /// <param name="store">The job.</param>
    /// <param name="job">What it is; one whose <see cref="JobDefinition.Problem"/> is null.</param>
    /// <param name="source">The source of its command.</param>
    /// <param name="run">Runs a chunk, on the calling thread.</param>
    /// <param name="name">Its name, which no other worker has.</param>
    /// <param name="index">Which of <paramref name="count"/> it is, from 0: where it begins, and with <c>--claim index</c> which chunks are its own.</param>
    /// <param name="count">Workers; 1 when that is unknown.</param>
    /// <param name="clock">The clock of waits.</param>
    public JobWorker(JobStore store, JobDefinition job, Location source, Func<JobChunk, CancellationToken, ChunkResult> run, string name, int index, int count, TimeProvider clock)
    {
        (_store, _job, _source, _run, _name, _clock) = (store, job, source, run, name, clock);
        _lease = TimeSpan.FromSeconds(job.LeaseSeconds);
        _claims = job.Claim == "index" ? new IndexClaims(index, count) : new LeaseClaims(store, name, _lease);
        _queue = new ChunkQueue(store, _claims, job.Claim == "index" ? null : _lease / 3, (double)index / count, clock);
    }

    /// <summary>Why it is stuck, in a sentence; null when it is not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Chunks that this worker has sealed.</summary>
    public int Sealed { get; private set; }

    /// <summary>Does chunks until there are none. Throws <see cref="FailureException"/> when the job's store fails.</summary>
    /// <param name="parallel">Chunks at once, 1 to 64: the next one begins before the last item of the one before has ended.</param>
    /// <param name="drain">Asks it to stop.</param>
    public WorkerEnd Run(int parallel, CancellationToken drain)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(drain);
        Exception? broken = null;
        Thread[] threads = [.. Enumerable.Range(0, parallel).Select(number => new Thread(() =>
        {
            try
            {
                Loop(stop);
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
        })
        { IsBackground = true, Name = $"sluice-chunk-{number}" })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        if (broken is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(broken);
        return _end ?? (drain.IsCancellationRequested ? WorkerEnd.Drained : WorkerEnd.Done);
    }

    void Loop(CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_store.Read(JobNames.Cancelled, stop.Token) is not null)
            {
                End(WorkerEnd.Cancelled, null, stop);
                return;
            }
            if (_queue.TryTake(stop.Token, out bool isOver) is { } claim)
                Do(claim, stop);
            else if (isOver)
                return;
            else
                stop.Token.WaitHandle.WaitOne(Look);
        }
    }

    void Do(ChunkClaim claim, CancellationTokenSource stop)
    {
        if (claim.Attempt >= MostAttempts)
        {
            Halve(claim, stop.Token);
            return;
        }
        ChunkContent content = ChunkFile.Read(_store, claim.Chunk, _job.Hash, stop.Token);
        using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        ChunkResult? result = null;
        try
        {
            using (LeaseKeeper keeper = new(_claims, claim, _lease, _clock, lost))
                result = _run(new JobChunk(claim.Chunk, claim.Attempt, new ChunkLocation(_source, content.Items), content.Items.Count), lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // Given back below, or another one's by now.
        }
        if (result is not null && result.Outcomes.Ended == content.Items.Count)
        {
            // What is done is kept, also while it is asked to stop.
            Seal(claim, result, CancellationToken.None);
            return;
        }
        _queue.GiveBack(claim, CancellationToken.None);
        if (!lost.IsCancellationRequested)
            End(WorkerEnd.Stuck, $"Chunk {claim.Chunk} could not be done: {result?.Problem ?? "not every item of it has an outcome."}", stop);
    }

    void Seal(ChunkClaim claim, ChunkResult result, CancellationToken cancellationToken)
    {
        string outcomes = JobNames.OutcomesOf(claim.Chunk, _name, claim.Attempt);
        _store.Write(outcomes, Packed(result.Rows), cancellationToken);
        OutcomeCounts counts = result.Outcomes;
        // Whoever lost its lease does not seal: another one has the chunk, and its rows are later ones.
        if (_claims.Renew(claim, cancellationToken)
            && Seal(new ChunkSeal(claim.Chunk, _name, claim.Attempt, outcomes, [], counts.Done, counts.Skipped, counts.Missing, counts.Changed, counts.Denied, counts.Failed, counts.Quarantined), cancellationToken))
            Sealed++;
        _queue.Complete(claim);
    }

    bool Seal(ChunkSeal seal, CancellationToken cancellationToken)
    {
        if (_store.Create(JobNames.Seal(seal.Chunk), JobJson.Write(seal, JobJson.Default.ChunkSeal), cancellationToken) is null)
            return false;
        _store.Write(JobNames.Tally(seal), default, cancellationToken);
        return true;
    }

    void Halve(ChunkClaim claim, CancellationToken cancellationToken)
    {
        ChunkContent content = ChunkFile.Read(_store, claim.Chunk, _job.Hash, cancellationToken);
        if (content.Items.Count == 1)
        {
            string outcomes = JobNames.OutcomesOf(claim.Chunk, _name, claim.Attempt);
            // No client is asked for a name.
            Tree tree = _source.Open(new TreeContext(null!), recursive: true);
            _store.Write(outcomes, Packed(JobRows.Quarantined(tree.At(content.Items[0].Name), claim.Attempt - 1)), cancellationToken);
            Seal(new ChunkSeal(claim.Chunk, _name, claim.Attempt, outcomes, [], 0, 0, 0, 0, 0, 0, 1), cancellationToken);
        }
        else
        {
            int half = content.Items.Count / 2;
            string[] halves = [claim.Chunk + ".0", claim.Chunk + ".1"];
            // The same whoever writes them: two that halve at once do no harm.
            _store.Write(JobNames.Chunk(halves[0]), ChunkFile.Write(_job.Hash, [.. content.Items.Take(half)]), cancellationToken);
            _store.Write(JobNames.Chunk(halves[1]), ChunkFile.Write(_job.Hash, [.. content.Items.Skip(half)]), cancellationToken);
            Seal(new ChunkSeal(claim.Chunk, _name, claim.Attempt, null, halves, 0, 0, 0, 0, 0, 0, 0), cancellationToken);
        }
        _queue.Complete(claim);
    }

    void End(WorkerEnd end, string? problem, CancellationTokenSource stop)
    {
        lock (_gate)
        {
            _end ??= end;
            Problem ??= problem;
        }
        stop.Cancel();
    }

    static byte[] Packed(ReadOnlyMemory<byte> rows)
    {
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(rows.Span);
        return packed.ToArray();
    }
}
