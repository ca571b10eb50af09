using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>The rows of all items that sealed attempts have written, in the order of the chunks; no others.</summary>
/// <param name="store">The job.</param>
public sealed class JobReport(JobStore store)
{
    /// <summary>Writes CSV with one header, its first columns those of S3 Batch Operations; rows that were written. Throws <see cref="FailureException"/> for a file that is not there or not whole.</summary>
    public long Write(Stream report, CancellationToken cancellationToken)
    {
        long rows = 0;
        bool isFirst = true;
        HashSet<string> retried = [.. store.List(JobNames.Retries, "", cancellationToken).Select(static entry => entry.Name[JobNames.Retries.Length..].Split('_')[0])];
        foreach (JobEntry entry in store.List(JobNames.Seals, "", cancellationToken))
        {
            string chunk = entry.Name[JobNames.Seals.Length..];
            if (JobState.ReadSeal(store, chunk, cancellationToken) is not { } seal)
                throw OutcomeRow.Damaged(chunk);
            if (seal.Outcomes is not { } outcomes)
                continue;
            bool isHeader = true, isRetried = retried.Contains(chunk);
            foreach (OutcomeRow row in OutcomeRow.Read(store, chunk, outcomes, cancellationToken))
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
