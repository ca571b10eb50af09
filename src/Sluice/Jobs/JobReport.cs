using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>The rows of all items that sealed attempts have written, in the order of the chunks; no others.</summary>
/// <param name="store">The job.</param>
public sealed class JobReport(JobStore store)
{
    /// <summary>Writes CSV with one header, its first columns those of S3 Batch Operations; rows that were written. Throws <see cref="FailureException"/> when the store fails.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="damaged">Told of each chunk whose rows are not there or not whole; those of all others are written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public long Write(Stream report, Action<string> damaged, CancellationToken cancellationToken)
    {
        long rows = 0;
        bool isFirst = true;
        HashSet<string> retried = [.. store.List(JobNames.Retries, "", cancellationToken).Select(static entry => entry.Name[JobNames.Retries.Length..].Split('_')[0])];
        foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken))
        {
            string chunk = entry.Name[JobNames.Seals.Length..];
            ChunkSeal? seal = JobState.ReadSeal(store, chunk, cancellationToken);
            if (seal is { Outcomes: null })
                continue;
            if (seal is null || OutcomeRow.Read(store, seal.Outcomes, cancellationToken) is not { } found)
            {
                damaged(chunk);
                continue;
            }
            bool isHeader = true, isRetried = retried.Contains(chunk);
            foreach (OutcomeRow row in found)
            {
                // What is done again has its row from there.
                if (isHeader ? isFirst : !(isRetried && row.IsRetried))
                {
                    report.Write(row.Text.Span);
                    rows += isHeader ? 0 : 1;
                }
                isHeader = false;
            }
            isFirst = false;
        }
        return rows;
    }
}
