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
    /// <param name="damaged">Told of each chunk whose rows are not there or not whole; it is left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IEnumerable<SealedRows> Read(JobStore store, Action<string> damaged, CancellationToken cancellationToken)
    {
        HashSet<string> retried = [.. store.List(JobNames.Retries, "", cancellationToken).Select(static entry => entry.Name[JobNames.Retries.Length..].Split('_')[0])];
        foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken))
        {
            string chunk = entry.Name[JobNames.Seals.Length..];
            ChunkSeal? seal = JobState.ReadSeal(store, chunk, cancellationToken);
            if (seal is { Outcomes: null })
                continue;
            if (seal is null || OutcomeRow.Read(store, seal, cancellationToken) is not { } rows)
                damaged(chunk);
            else
                // What is done again has its row from there.
                yield return new SealedRows(chunk, rows[0], retried.Contains(chunk) ? rows.Skip(1).Where(static row => !row.IsRetried) : rows.Skip(1));
        }
    }
}
