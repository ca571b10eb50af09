using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>
/// Lets the items of a job that failed, were denied or are set apart be done again: a chunk of those for each sealed chunk that has any. What succeeded, and what is missing or changed, stays
/// as it is. Of a chunk whose seal or rows cannot be read nobody knows which those are: all of its items are done again, where that is asked for.
/// </summary>
/// <param name="store">The job.</param>
public sealed class JobRetry(JobStore store)
{
    /// <summary>Opens chunks again whose seal or rows cannot be read; no worker is to be at the job meanwhile. Otherwise they are only told.</summary>
    public bool OpensDamaged { get; init; }

    /// <summary>Told of what cannot be read and is not done again; null for nobody.</summary>
    public Action<JobDamage>? OnDamage { get; init; }

    /// <summary>Makes the chunks; how many items they have, and how many there are. One that was interrupted can be made again. Throws <see cref="FailureException"/> when the store fails.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">The source of its command.</param>
    /// <param name="destination">The destination of its command; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (long Items, int Chunks) Create(JobDefinition job, Location source, Location? destination, CancellationToken cancellationToken)
    {
        long items = 0;
        int chunks = 0;
        ItemRows rows = new(store, source, destination);
        (List<ChunkSeal> failing, List<JobDamage> damage) = Look(job, cancellationToken);
        List<string> opened = [];
        foreach (JobDamage one in damage)
        {
            string chunk = JobNames.IsJoin(one.Chunk) || JobNames.RangeOf(one.Chunk) is not null ? JobNames.ParentOf(one.Chunk)! : one.Chunk;
            if (IsBelow(chunk, opened))
                continue;
            if (!OpensDamaged)
                OnDamage?.Invoke(one);
            else if (TryRead(chunk) is { } content)
            {
                Begin();
                Open(chunk, cancellationToken);
                opened.Add(chunk);
                (items, chunks) = (items + content.Items.Count, chunks + 1);
            }
        }
        foreach (ChunkSeal seal in failing)
        {
            if (IsBelow(seal.Chunk, opened) || TryRead(seal.Chunk) is not { } content)
                continue;
            HashSet<string>? failed = rows.Retried(seal, cancellationToken);
            List<ChunkItem> again = failed is null ? [] : [.. content.Items.Where(item => failed.Contains(rows.KeyOf(item)))];
            // Its rows are gone, or of other items than the chunk's: what is to be done again is not known.
            if (again.Count == 0)
            {
                OnDamage?.Invoke(new JobDamage(seal.Chunk, JobDamageKind.Rows, seal.Counts.Ended));
                continue;
            }
            Begin();
            // First what does not count any more: a kill in between leaves them pending, and the next retry makes the chunk.
            store.Write(JobNames.Retried(seal, again.Sum(static item => item.Size ?? 0)), default, cancellationToken);
            store.Write(JobNames.Chunk(JobNames.Retry(seal.Chunk)), ChunkFile.Write(job.Mark, again, chunk: JobNames.Retry(seal.Chunk)), cancellationToken);
            (items, chunks) = (items + again.Count, chunks + 1);
        }
        return (items, chunks);

        void Begin()
        {
            if (chunks > 0)
                return;
            store.Delete(JobNames.Over, cancellationToken);
            store.Delete(JobNames.Left, cancellationToken);
        }

        ChunkContent? TryRead(string chunk)
        {
            try
            {
                return ChunkFile.Read(store, chunk, job.Mark, cancellationToken);
            }
            catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
            {
                OnDamage?.Invoke(new JobDamage(chunk, JobDamageKind.Chunk));
                return null;
            }
        }
    }

    // Rows of all chunks are read only where all that is lost is to be done again.
    (List<ChunkSeal> Failing, List<JobDamage> Damage) Look(JobDefinition job, CancellationToken cancellationToken)
    {
        HashSet<string> there = [.. store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>()];
        List<string> seals = [.. store.List(JobNames.Seals, "", cancellationToken).Select(static entry => JobNames.ChunkOfSeal(entry.Name)).OfType<string>()];
        HashSet<string> isSealed = [.. seals];
        List<ChunkSeal> failing = [];
        List<JobDamage> damage = [];
        foreach (SealedChunk chunk in SealedChunk.Read(store, seals, withRows: OpensDamaged, cancellationToken))
        {
            if (chunk.Seal is not { } seal)
            {
                if (chunk.IsThere)
                    damage.Add(new JobDamage(chunk.Chunk, JobDamageKind.Seal));
            }
            else if (OpensDamaged && (seal.Outcomes is not null && chunk.Rows is null || LacksParts(seal, isSealed, cancellationToken)))
                damage.Add(new JobDamage(chunk.Chunk, JobDamageKind.Rows, seal.Counts.Ended));
            else if (seal is { Outcomes: not null, Counts.Failures: > 0 } && !there.Contains(JobNames.Retry(chunk.Chunk)))
                failing.Add(seal);
        }
        // What no worker can do is not mended here, and nothing of it is done.
        foreach (JobDamage undoable in UndoableChunks.Find(store, job, JobState.ReadPlan(store, cancellationToken), cancellationToken).ToList())
            if (!damage.Exists(one => one.Chunk == undoable.Chunk))
                damage.Add(undoable);
        return (failing, damage);
    }

    // Of a large object that is joined, its parts are needed no more.
    bool LacksParts(ChunkSeal seal, HashSet<string> isSealed, CancellationToken cancellationToken)
    {
        string whole = JobNames.RangeOf(seal.Chunk) is not null ? JobNames.ParentOf(seal.Chunk)! : seal.Chunk;
        if (seal.Split is not { } split || isSealed.Contains(JobNames.Join(whole)))
            return false;
        byte[]? content = store.Read(split, cancellationToken)?.Content;
        return content is null || !SealedFile.Fits(content, seal.SplitHash) || (seal.Halves.Count > 0 ? JobJson.Read(content, JobJson.Default.SplitUpload) is null
            : JobNames.IsSplit(split) ? JobJson.Read(content, JobJson.Default.SplitParts) is null
            : OutcomeRow.Read(content, 1) is null);
    }

    // All that came of it, its seal last: one that is interrupted begins anew. Its own file has all items.
    void Open(string chunk, CancellationToken cancellationToken)
    {
        foreach (string part in (string[])[JobNames.Chunks, JobNames.Leases, JobNames.Seconds, JobNames.Unreadable, JobNames.Tallies, JobNames.Retries, JobNames.Seals])
            foreach (JobEntry entry in store.List(part + chunk, "", cancellationToken).ToList())
                if (entry.Name != JobNames.Chunk(chunk) && entry.Name != JobNames.Seal(chunk))
                    store.Delete(entry.Name, cancellationToken);
        store.Delete(JobNames.Seal(chunk), cancellationToken);
    }

    static bool IsBelow(string chunk, List<string> opened) => opened.Exists(one => chunk.StartsWith(one, StringComparison.Ordinal));
}
