using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>Chunks that no worker can do as they are: those that one could not read and that cannot be read still, and those of the plan that are gone.</summary>
internal static class UndoableChunks
{
    /// <summary>Finds them, in no order. Throws <see cref="FailureException"/> when the store fails.</summary>
    /// <param name="store">The job.</param>
    /// <param name="job">What it is.</param>
    /// <param name="plan">The end of its plan; null while it is created, when nothing is gone yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IEnumerable<JobDamage> Find(JobStore store, JobDefinition job, JobPlan? plan, CancellationToken cancellationToken)
    {
        // Chunks first: what is sealed meanwhile is done.
        HashSet<string> there = [.. store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>()];
        List<string> noted = [.. store.List(JobNames.Unreadable, "", cancellationToken).Select(static entry => entry.Name[JobNames.Unreadable.Length..])];
        HashSet<string> done = [.. store.List(JobNames.Seals, "", cancellationToken).Select(static entry => JobNames.ChunkOfSeal(entry.Name)).OfType<string>()];
        foreach (string chunk in noted.Where(chunk => JobNames.IsChunk(chunk) && there.Contains(chunk) && !done.Contains(chunk)))
            if (JobNames.IsJoin(chunk) || JobNames.RangeOf(chunk) is not null || JobNames.SectionOf(chunk) is not null)
                yield return new JobDamage(JobNames.ParentOf(chunk)!, JobDamageKind.Seal);
            else if (!IsReadable(chunk))
                yield return new JobDamage(chunk, JobDamageKind.Chunk);
        for (int number = 0; number < plan?.Chunks; number++)
            if (JobNames.Numbered(number) is var chunk && !there.Contains(chunk) && !done.Contains(chunk))
                yield return new JobDamage(chunk, JobDamageKind.Chunk);

        bool IsReadable(string chunk)
        {
            try
            {
                _ = ChunkFile.Read(store, chunk, job.Mark, cancellationToken);
                return true;
            }
            catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
            {
                return false;
            }
        }
    }
}
