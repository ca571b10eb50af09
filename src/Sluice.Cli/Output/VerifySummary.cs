using Sluice.Cli.Options;
using Sluice.Verify;

namespace Sluice.Cli.Output;

/// <summary>What a verification did and found, for people and for programs.</summary>
static class VerifySummary
{
    /// <summary>The lines at the end of a run.</summary>
    public static IEnumerable<string> Lines(VerifyReport report, Paint paint)
    {
        yield return Headline(report, paint);
        yield return $"  {paint.Dim("ledger")}     {Ledger(report)}";
        yield return $"  {paint.Dim("read")}       {Numbers.Count(report.FilesRead, "file")} opened, {ByteSize.Format(report.BytesRead)} read in all, {Numbers.Count(report.Run.Requests, "request")} sent";
        if (RunSummary.Own(report.Run, paint) is { } own)
            yield return own;
        foreach (string concession in report.Run.Concessions)
            yield return $"  {paint.Dim("store")}      {concession}";
    }

    /// <summary>What is said of remembered checksums that were no use.</summary>
    public static string Dropped(int files) => $"{Numbers.Count(files, "file")} of remembered checksums {(files == 1 ? "was" : "were")} damaged or cut off and dropped: what {(files == 1 ? "it" : "they")} held was computed anew.";

    /// <summary>The report as a record.</summary>
    public static VerifySummaryRecord Record(VerifyReport report, int exitCode) => new(
        "verify", report.Identical, report.Complete, report.Run.Interrupted, exitCode, report.Listed, report.Counts.Identical, report.Counts.Different,
        report.Counts.OnlyInA, report.Counts.OnlyInB, report.Counts.Unreadable, report.Counts.Unchecked, report.Counts.Skipped, report.Pending,
        report.FilesRead, report.BytesRead, Math.Round(report.Run.Elapsed.TotalSeconds, 3), report.Run.Requests, report.Run.Retries, report.Run.PeakMemory);

    static string Headline(VerifyReport report, Paint paint)
    {
        string time = Numbers.Seconds(report.Run.Elapsed);
        if (report.Identical)
            return paint.Green($"Identical: {Numbers.Count(report.Counts.Identical, "name")} compared in {time}.");
        List<string> found = [];
        if (report.Counts.Differences > 0)
            found.Add(report.Counts.Differences == 1 ? "1 name differs" : $"{Numbers.Count(report.Counts.Differences)} names differ");
        if (report.Counts.NotCompared > 0)
            found.Add($"{Numbers.Count(report.Counts.NotCompared)} could not be compared");
        if (!report.Complete)
            found.Add(report.Run.Interrupted ? "interrupted" : "the listing broke off");
        return $"{paint.Red(report.Counts.Differences > 0 ? "Different" : "Not proved")}: {string.Join(", ", found)}, of {Numbers.Count(report.Listed)} looked at in {time}.";
    }

    // Always shown, so that nothing can get lost between two numbers.
    static string Ledger(VerifyReport report)
    {
        VerifyCounts counts = report.Counts;
        List<string> terms = [$"{Numbers.Count(counts.Identical)} identical"];
        Add(terms, counts.Different, "different");
        Add(terms, counts.OnlyInA, "only in A");
        Add(terms, counts.OnlyInB, "only in B");
        Add(terms, counts.Unreadable, "unreadable");
        Add(terms, counts.Unchecked, "unchecked");
        Add(terms, counts.Skipped, "skipped");
        terms.Add($"{Numbers.Count(report.Pending)} pending");
        return $"{Numbers.Count(report.Listed)} listed = {string.Join(" + ", terms)}";
    }

    static void Add(List<string> terms, long count, string word)
    {
        if (count > 0)
            terms.Add($"{Numbers.Count(count)} {word}");
    }
}
