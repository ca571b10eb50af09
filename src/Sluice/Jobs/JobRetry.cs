using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>Lets the items of a job that failed, were denied or are set apart be done again: a chunk of those for each sealed chunk that has any. What succeeded, and what is missing or changed, stays as it is.</summary>
/// <param name="store">The job.</param>
public sealed class JobRetry(JobStore store)
{
    /// <summary>Makes the chunks; how many items they have, and how many there are. One that was interrupted can be made again. Throws <see cref="FailureException"/> when the store fails.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">The source of its command.</param>
    /// <param name="destination">The destination of its command; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (long Items, int Chunks) Create(JobDefinition job, Location source, Location? destination, CancellationToken cancellationToken)
    {
        long items = 0;
        int chunks = 0;
        HashSet<string> there = [.. store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>()];
        ItemRows rows = new(store, source, destination);
        foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken).ToList())
        {
            string chunk = entry.Name[JobNames.Seals.Length..];
            if (there.Contains(JobNames.Retry(chunk)) || (JobState.ReadSeal(store, chunk, cancellationToken) ?? throw OutcomeRow.Damaged(chunk)) is not { Outcomes: not null } seal || seal.Failed + seal.Denied + seal.Quarantined == 0)
                continue;
            ChunkContent content = ChunkFile.Read(store, chunk, job.Hash, cancellationToken);
            HashSet<string> failed = rows.Keys(seal, static row => row.IsRetried, cancellationToken) ?? throw OutcomeRow.Damaged(chunk);
            List<ChunkItem> again = [.. content.Items.Where(item => failed.Contains(rows.KeyOf(item)))];
            // Its rows are of other items than the chunk's: what is to be done again is not known.
            if (again.Count == 0)
                throw OutcomeRow.Damaged(chunk);
            if (chunks == 0)
            {
                store.Delete(JobNames.Over, cancellationToken);
                store.Delete(JobNames.Left, cancellationToken);
            }
            // First what does not count any more: a kill in between leaves them pending, and the next retry makes the chunk.
            store.Write(JobNames.Retried(seal, again.Sum(static item => item.Size ?? 0)), default, cancellationToken);
            store.Write(JobNames.Chunk(JobNames.Retry(chunk)), ChunkFile.Write(job.Hash, again), cancellationToken);
            items += again.Count;
            chunks++;
        }
        return (items, chunks);
    }
}
