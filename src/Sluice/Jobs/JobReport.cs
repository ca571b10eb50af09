using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.Trees.Local;

namespace Sluice.Jobs;

/// <summary>The rows of all items that sealed attempts have written, in the order of the chunks; no others. Seals and rows are read ahead, some chunks at once.</summary>
/// <param name="store">The job.</param>
public sealed class JobReport(JobStore store)
{
    long _rows;

    /// <summary>Rows that were written so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>
    /// Writes CSV with one header, its first columns those of S3 Batch Operations, and says what it has. Throws <see cref="FailureException"/> when the store fails, and where the job is
    /// not there, or is there no more at the end.
    /// </summary>
    /// <param name="report">Where to.</param>
    /// <param name="damaged">Told of each seal that is lost or cannot be read, and of rows that are not there or not whole; those of all others are written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ReportedItems Write(Stream report, Action<JobDamage> damaged, CancellationToken cancellationToken)
    {
        JobDefinition job = JobState.Find(store, cancellationToken) ?? throw Gone();
        JobPlan? plan = JobState.ReadPlan(store, cancellationToken);
        long? listed = plan is not null ? plan.Items : Planned(job, cancellationToken);
        // What seals have added to what was planned, also those that cannot be read by now.
        Dictionary<string, long> added = new(StringComparer.Ordinal);
        // Tallies first: the seal of each is there before it is.
        Dictionary<string, long> told = new(StringComparer.Ordinal);
        foreach (JobEntry entry in store.List(JobNames.Tallies, "", cancellationToken))
            if (ChunkTally.TryParse(entry.Name[JobNames.Tallies.Length..], out ChunkTally tally))
                (told[tally.Chunk], added[tally.Chunk]) = (tally.Counts.Ended, tally.Added);
        long unverified = 0, withoutRow = 0;
        bool isFirst = true;
        foreach (SealedRows chunk in SealedRows.Read(store, Damaged, cancellationToken, Listed))
        {
            if (isFirst)
                Append(report, chunk.Header);
            isFirst = false;
            foreach (OutcomeRow row in chunk.Rows)
            {
                Append(report, row);
                unverified += row.IsUnverified ? 1 : 0;
                Interlocked.Increment(ref _rows);
            }
        }
        foreach ((string chunk, long items) in told)
            damaged(new JobDamage(chunk, JobDamageKind.LostSeal, items));
        return JobState.Find(store, cancellationToken)?.Id == job.Id ? new ReportedItems(Rows, unverified, withoutRow, listed + added.Values.Sum(), plan is not null) : throw Gone();

        void Listed(SealedChunk chunk)
        {
            told.Remove(chunk.Chunk);
            if (chunk.Seal is { } seal)
                added[chunk.Chunk] = seal.Added;
        }

        void Damaged(JobDamage damage)
        {
            long items = told.GetValueOrDefault(damage.Chunk);
            withoutRow += damage.Items ?? 0;
            damaged(damage.Items is null && items > 0 ? damage with { Items = items } : damage);
        }
    }

    /// <summary>How each item ended, and what its row says of that, in the order of the chunks. Throws <see cref="FailureException"/> when the store fails.</summary>
    /// <param name="damaged">Told of each seal that cannot be read, and of rows that are not there or not whole.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<(string Outcome, string Message)> Outcomes(Action<JobDamage> damaged, CancellationToken cancellationToken) =>
        SealedRows.Read(store, damaged, cancellationToken).SelectMany(static chunk => chunk.Rows).Select(static row => (row.Outcome, row.Field(OutcomeRow.MessageColumn)));

    // Halves have the items of the chunk that they are of.
    long? Planned(JobDefinition job, CancellationToken cancellationToken)
    {
        string? last = null;
        foreach (JobEntry entry in store.List(JobNames.Chunks, "", cancellationToken))
            if (JobNames.ChunkOf(entry.Name) is { Length: JobNames.Digits } chunk)
                last = chunk;
        try
        {
            return last is null ? 0 : ChunkFile.Read(store, last, job.Hash, cancellationToken) is var content ? content.ItemsBefore + content.Items.Count : null;
        }
        catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
        {
            return null;
        }
    }

    // What a file may not grow to is no mistake of whoever calls.
    static void Append(Stream report, in OutcomeRow row)
    {
        try
        {
            report.Write(row.Text.Span);
        }
        catch (Exception tooLarge) when (tooLarge is not IOException && LocalFailure.IsLocal(tooLarge))
        {
            throw new IOException(LocalFailure.From(tooLarge, null).Message, tooLarge);
        }
    }

    static FailureException Gone() => new(Failure.Local("JobGone", "The job is gone from its store, or another one has its place."));
}
