using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Leftovers;
using Sluice.Jobs.Splits;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>Does chunks that a worker has claimed: reads one, keeps its claim while it is run, and has it sealed or gives it back. Safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="source">The source of its command.</param>
/// <param name="destination">The destination of its command; null for none.</param>
/// <param name="run">Runs a chunk, on the calling thread.</param>
/// <param name="worker">The worker's name.</param>
/// <param name="queue">Its chunks.</param>
/// <param name="ending">Ends them.</param>
/// <param name="unreadable">Those that cannot be read.</param>
/// <param name="clock">The clock of claims.</param>
internal sealed class ChunkAttempts(JobStore store, JobDefinition job, Location source, Location? destination, Func<JobChunk, CancellationToken, ChunkResult> run, string worker, IChunkQueue queue, ChunkEnding ending, UnreadableChunks unreadable, TimeProvider clock)
{
    // Two deaths may be chance; the third attempt halves.
    const int MostAttempts = 3;

    // An item that was planned alone, as large ones are, is done for long, so that machines that are taken away die over it and not of it. Of twice log2 of a chunk's items and four deaths that finding it may take,
    // three count, and one may be that of a worker which does it a second time.
    const int MostAlone = 4;

    readonly Lock _gate = new();
    // Replaced under the gate.
    LeaseKeeper[] _keepers = [];

    /// <summary>Ends the work on chunks whose claims were not renewed in time.</summary>
    public void EndOverdue()
    {
        foreach (LeaseKeeper keeper in Volatile.Read(ref _keepers))
            keeper.EndIfOverdue();
    }

    /// <summary>Does a chunk, and gives it back where that is not to its end. Throws <see cref="FailureException"/> when the job's store fails.</summary>
    /// <param name="claim">The claim, which has ended afterwards.</param>
    /// <param name="stop">Ends the work, not what has to be told of it.</param>
    /// <returns>Why the worker is stuck, and at what where that is known; null where it may go on.</returns>
    public (string Problem, Failure? Failure)? Do(ChunkClaim claim, CancellationToken stop)
    {
        if (!TryRead(claim, () => ChunkFile.Read(store, claim.Chunk, job.Mark, claim.Attempt >= MostAttempts ? CancellationToken.None : stop), stop, out ChunkContent content))
            return null;
        bool isAlone = content.Items.Count == 1 && !JobNames.IsHalf(claim.Chunk);
        // Whoever did it a second time beside the first has not sealed it either: an item that kills has killed both.
        if (claim.Attempt >= (isAlone ? MostAlone : MostAttempts) || !isAlone && claim is { Attempt: MostAttempts - 1, IsSecond: false } && store.Read(JobNames.Second(claim.Chunk), CancellationToken.None) is not null)
        {
            ending.Halve(claim, content);
            return null;
        }
        using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ChunkResult? result = null;
        ChunkSplit? split = null;
        UploadNotes uploads = new(store, claim.Chunk, worker, claim.Attempt);
        try
        {
            using LeaseKeeper keeper = new(queue, claim, clock, lost);
            Watch(keepers => [.. keepers, keeper]);
            try
            {
                if (!TryRead(claim, () => ChunkSplit.Find(store, job, claim.Chunk, content, lost.Token), lost.Token, out split))
                    return null;
                if (split is null or { IsReady: true })
                    result = run(new JobChunk(claim.Chunk, claim.Attempt, new ChunkLocation(source, content.Present), content.Present.Count) { Removals = RemovalsOf(content), Uploads = uploads, Split = split?.Step }, lost.Token);
            }
            finally
            {
                Watch(keepers => [.. keepers.Where(other => other != keeper)]);
            }
        }
        catch (Exception ended) when (IsEnd(ended, lost.Token))
        {
            // Given back below, or another one's by now.
        }
        uploads.End(CancellationToken.None);
        if (result is { Ends: null } && result.Outcomes.Ended == content.Items.Count)
        {
            // What is done is kept, also while it is asked to stop.
            ending.Seal(claim, result, content, split, uploads, CancellationToken.None);
            return null;
        }
        queue.GiveBack(claim, CancellationToken.None);
        if (result?.Ends is { } ends)
            return ($"{ends.Message}{(ends.Message.EndsWith('.') ? "" : ".")} Chunk {claim.Chunk} is given back, and no item of it counts: run workers again once that is put right.", ends);
        return !lost.IsCancellationRequested && split is null or { IsReady: true } ? ($"Chunk {claim.Chunk} could not be done: {result?.Problem ?? "not every item of it has an outcome."}", null) : null;
    }

    ChunkLocation? RemovalsOf(ChunkContent content) => content.Removed is not { Count: > 0 } removed ? null
        : new ChunkLocation(destination ?? throw Failures.Failure.Local(ChunkFile.Damaged, "The job removes items of a place that it does not name.").ToException(), removed) { AreCopies = true };

    // Nobody knows the items of one that cannot be read: it goes back, and all others are done. So does one of which the claim is lost.
    bool TryRead<T>(ChunkClaim claim, Func<T> read, CancellationToken ends, out T found)
    {
        try
        {
            found = read();
            return true;
        }
        catch (FailureException exception) when (exception.Failure.Code == ChunkFile.Damaged)
        {
            unreadable.Add(claim.Chunk, exception.Failure);
            queue.SetAside(claim, CancellationToken.None);
            found = default!;
            return false;
        }
        catch (Exception exception) when (exception is FailureException or OperationCanceledException)
        {
            queue.GiveBack(claim, CancellationToken.None);
            found = default!;
            if (!IsEnd(exception, ends))
                throw;
            return false;
        }
    }

    // A claim that is lost, or a worker that is asked to stop: what it asked a store at that moment has not failed.
    static bool IsEnd(Exception exception, CancellationToken ends) =>
        ends.IsCancellationRequested && exception is OperationCanceledException or FailureException { Failure.Kind: FailureKind.Canceled };

    void Watch(Func<LeaseKeeper[], LeaseKeeper[]> change)
    {
        lock (_gate)
            Volatile.Write(ref _keepers, change(_keepers));
    }
}
