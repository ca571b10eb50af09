using System.Globalization;
using Sluice.Engine;

namespace Sluice.Transfer.Reporting;

/// <summary>
/// Checks what is printed: that every listed item has ended exactly once, unless the run ended early and says so, and that
/// a report has a row for each. What it finds is a defect of this program.
/// </summary>
public static class Accounting
{
    /// <summary>The first disagreement as a sentence; null when the accounts balance.</summary>
    /// <param name="report">The run.</param>
    /// <param name="rows">Rows of its report file; null when it has none, or could not write all.</param>
    public static string? Problem(TransferReport report, OutcomeCounts? rows)
    {
        bool endedEarly = report.Interrupted || report.ListingError is not null;
        if (report.Pending < 0)
            return Say($"{report.Outcomes.Ended:N0} items have ended and only {report.Listed:N0} were listed.");
        if (report.Pending > 0 && !endedEarly)
            return Say($"{report.Pending:N0} of {report.Listed:N0} listed items {(report.Pending == 1 ? "has" : "have")} no outcome although the run went to its end.");
        if (report.Verified.Values.Sum() is var verified && verified != report.Outcomes.Done)
            return Say($"{report.Outcomes.Done:N0} items are done and {verified:N0} say what they were compared with.");
        if (rows is { } written && written != report.Outcomes)
            return Say($"The report has other rows ({written}) than the ledger has outcomes ({report.Outcomes}).");
        return null;
    }

    static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
