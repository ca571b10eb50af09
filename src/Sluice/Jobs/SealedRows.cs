using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>The rows of a chunk that count, in the order in which they were written.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Header">Its file's first row.</param>
/// <param name="Rows">All others, but those of items that a retry has taken up.</param>
internal readonly record struct SealedRows(string Chunk, OutcomeRow Header, IEnumerable<OutcomeRow> Rows)
{
    /// <summary>Those of all sealed chunks, in the order of the chunks.</summary>
    /// <param name="store">The job.</param>
    /// <param name="damaged">Told of each seal that cannot be read, and of rows that are not there or not whole; they are left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="listed">Told of each, after its rows; null for nobody.</param>
    public static IEnumerable<SealedRows> Read(JobStore store, Action<JobDamage> damaged, CancellationToken cancellationToken, Action<SealedChunk>? listed = null)
    {
        HashSet<string> retried = [.. store.List(JobNames.Retries, "", cancellationToken).Select(static entry => entry.Name[JobNames.Retries.Length..].Split('_')[0])];
        foreach (SealedChunk chunk in SealedChunk.Read(store, store.List(JobNames.Seals, "", cancellationToken).Select(static entry => JobNames.ChunkOfSeal(entry.Name)).OfType<string>(), withRows: true, cancellationToken))
        {
            bool isRetried = retried.Contains(chunk.Chunk);
            if (chunk.Seal is not { } seal)
                damaged(new JobDamage(chunk.Chunk, chunk.IsThere ? JobDamageKind.Seal : JobDamageKind.LostSeal));
            else if (seal.Outcomes is not null)
            {
                if (chunk.Rows is not { } rows)
                    damaged(new JobDamage(chunk.Chunk, JobDamageKind.Rows, seal.Counts.Ended - (isRetried ? seal.Counts.Failures : 0)));
                else
                    // What is done again has its row from there.
                    yield return new SealedRows(chunk.Chunk, rows[0], isRetried ? rows.Skip(1).Where(static row => !row.IsRetried) : rows.Skip(1));
            }
            listed?.Invoke(chunk);
        }
    }
}
