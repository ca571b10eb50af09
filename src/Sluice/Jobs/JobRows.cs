using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Jobs;

/// <summary>Rows of outcomes that no command has written.</summary>
internal static class JobRows
{
    /// <summary>The row of an item over which workers have died.</summary>
    public static byte[] Quarantined(Location item, int deaths)
    {
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            csv.Append(ReportRow.From(new ItemOutcome
            {
                Kind = OutcomeKind.Quarantined,
                Operation = "job",
                From = item,
                ErrorCode = "WorkerDied",
                Message = $"{deaths} workers died while they had this item, the last of them with no other chunk in hand.",
            }));
        return rows.ToArray();
    }
}
