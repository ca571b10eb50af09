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
        foreach (SealedRows chunk in SealedRows.Read(store, damaged, cancellationToken))
        {
            if (isFirst)
                report.Write(chunk.Header.Text.Span);
            isFirst = false;
            foreach (OutcomeRow row in chunk.Rows)
            {
                report.Write(row.Text.Span);
                rows++;
            }
        }
        return rows;
    }

    /// <summary>How each item ended, and what its row says of that, in the order of the chunks. Throws as <see cref="Write"/> does.</summary>
    /// <param name="damaged">Told of each chunk whose rows are not there or not whole.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<(string Outcome, string Message)> Outcomes(Action<string> damaged, CancellationToken cancellationToken) =>
        SealedRows.Read(store, damaged, cancellationToken).SelectMany(static chunk => chunk.Rows).Select(static row => (row.Outcome, row.Field(OutcomeRow.MessageColumn)));
}
