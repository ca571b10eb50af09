using Sluice.Engine;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>Rows of outcomes that no command has written.</summary>
internal static class JobRows
{
    /// <summary>The row of an item over which workers have died.</summary>
    /// <param name="item">The item.</param>
    /// <param name="deaths">Workers that died over it.</param>
    /// <param name="last">The last of them, whose log tells more; null where that is not known.</param>
    /// <param name="words">Its last words; null where they are not known.</param>
    public static byte[] Quarantined(Location item, int deaths, string? last, string? words)
    {
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            csv.Append(ReportRow.From(new ItemOutcome
            {
                Kind = OutcomeKind.Quarantined,
                Operation = "job",
                From = item,
                ErrorCode = "WorkerDied",
                Message = $"{deaths} workers died while they had this item, the last of them{(last is null ? "" : $" ({DisplayText.Of(last)}{(words is null ? ", whose log has its last words" : "")})")} with no other chunk in hand.{(words is null ? "" : $" Its last words: {DisplayText.Of(words)}")}",
            }));
        return rows.ToArray();
    }
}
