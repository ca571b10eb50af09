using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Sync;
using Sluice.Transfer;

namespace Sluice.Cli.Output;

/// <summary>What a run did, for people and for programs.</summary>
static class RunSummary
{
    // More would hide the rest.
    const int MostLost = 6;
    const int MostOwn = 3;

    const string Synced = "Synced";

    /// <summary>What is said of items that are done and that nothing proves, behind their number.</summary>
    public const string Unproved = "unverified, for nothing that the store told proves the bytes";

    /// <summary>The lines at the end of a run.</summary>
    /// <param name="done">The verb in the past tense: Copied, Removed.</param>
    /// <param name="report">What the run did.</param>
    /// <param name="dryRun">True when nothing was written.</param>
    /// <param name="paint">Colours.</param>
    /// <param name="unit">What is counted.</param>
    public static IEnumerable<string> Lines(string done, TransferReport report, bool dryRun, Paint paint, string unit = "object")
    {
        bool moved = report.Verified.Values.Sum() > 0 || report.Bytes > 0;
        yield return Headline(done, report, dryRun, paint, unit);
        if (report.Staying > 0)
            yield return $"  {paint.Dim("stays")}      {Numbers.Count(report.Staying, "file")} behind symbolic links to directories: copied and not removed, for {(report.Staying == 1 ? "it lies" : "they lie")} outside the tree that was named";
        if (report.Existing > 0)
            yield return $"  {paint.Dim("left alone")} {Numbers.Count(report.Existing, unit)} whose {(report.Existing == 1 ? "name was" : "names were")} taken at the destination";
        if (Own(report, paint) is { } own)
            yield return own;
        if (IsResumed(report))
            yield return $"  {paint.Dim("resumed")}    {Resumed(report, unit)}";
        if (report.KeptBytes > 0)
            yield return $"  {paint.Dim("kept")}       {ByteSize.Format(report.KeptBytes)} of {Numbers.Count(report.KeptItems, unit)} under way, for the next run";
        if (moved && Integrity(report) is { Length: > 0 } integrity)
            yield return $"  {paint.Dim("integrity")}  {integrity}";
        foreach (AttributeLossCount lost in report.Lost.Take(MostLost))
            yield return $"  {paint.Dim("not kept")}   {lost.Attribute.Name} of {Numbers.Count(lost.Objects, "object")} {lost.Attribute.Why}";
        if (report.Lost.Count > MostLost)
            yield return $"  {paint.Dim("not kept")}   and {Numbers.Count(report.Lost.Count - MostLost)} more: a report (--report) names them";
        yield return $"  {paint.Dim("ledger")}     {Ledger(report)}";
        yield return $"  {paint.Dim("requests")}   {Requests(report)}";
        yield return $"  {paint.Dim("cost")}       {Cost(report)}";
        foreach (string concession in report.Concessions)
            yield return $"  {paint.Dim("store")}      {concession}";
    }

    /// <summary>The one line of a run over one object about which there is nothing more to say; null for any other run.</summary>
    /// <param name="done">The verb in the past tense.</param>
    /// <param name="report">What the run did.</param>
    /// <param name="outcome">The outcome of its one item; null when it had more.</param>
    /// <param name="paint">Colours.</param>
    public static string? OneLine(string done, TransferReport report, ItemOutcome? outcome, Paint paint)
    {
        if (outcome is not { Kind: OutcomeKind.Done, Verified: not Verification.Unverified } || !report.Complete || report is not { Listed: 1, Outcomes.Done: 1, Retries: 0, Throttles: 0, Staying: 0, Existing: 0, Planned: 0 }
            || IsResumed(report) || report.Lost.Count > 0 || report.OwnFiles.Count > 0 || report.Concessions.Count > 0)
            return null;
        string to = outcome.Destination.Length > 0 ? $" -> {outcome.Destination}" : "";
        string rate = report.Bytes > 0 ? $"{ByteSize.Format(report.Bytes)} in {Numbers.Seconds(report.Elapsed)} ({Numbers.Rate(PerSecond(report.Bytes, report))})" : $"in {Numbers.Seconds(report.Elapsed)}";
        string integrity = report.Bytes > 0 ? Integrity(report) : "";
        return paint.Green($"{done} 1 object: {outcome.Source}{to}, {rate}{(integrity.Length > 0 ? ", " + integrity[(integrity.IndexOf(' ') + 1)..] : "")}.");
    }

    /// <summary>What was left out because this command itself writes it; null for nothing.</summary>
    public static string? Own(TransferReport report, Paint paint) => report.OwnFiles.Count == 0 ? null
        : $"  {paint.Dim("left out")}   what this command itself writes: {string.Join(", ", report.OwnFiles.Take(MostOwn).Select(DisplayText.Of))}{(report.OwnFiles.Count > MostOwn ? ", and more" : "")}";

    /// <summary>The lines at the end of a sync.</summary>
    public static IEnumerable<string> Lines(SyncReport report, bool dryRun, Paint paint)
    {
        string would = dryRun ? "would be " : "";
        string sync = $"  {paint.Dim("sync")}       {Numbers.Count(report.Copied)} {would}copied, {Numbers.Count(report.Removed)} {would}removed, {(report.Left > 0 ? $"{Numbers.Count(report.Left)} left that the source has not, " : "")}{Numbers.Count(report.Same)} the same";
        return Lines(Synced, report.Transfer, dryRun, paint).Select((line, index) => index == 0 ? line + Environment.NewLine + sync : line);
    }

    /// <summary>The line of one round of a mirror.</summary>
    /// <param name="report">What it did.</param>
    /// <param name="now">When it ended, in the zone of whoever reads it.</param>
    /// <param name="paint">Colours.</param>
    public static string Round(SyncReport report, DateTimeOffset now, Paint paint)
    {
        string removed = report.Removed > 0 ? $", {Numbers.Count(report.Removed)} removed" : "";
        string line = $"{Numbers.Count(report.Copied)} copied ({ByteSize.Format(report.Transfer.Bytes)}){removed} in {Numbers.Seconds(report.Transfer.Elapsed)}";
        string time = now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return report.Complete ? $"{paint.Dim(time)}  {line}." : $"{paint.Dim(time)}  {paint.Red("Incomplete")}: {line}{(report.Transfer.Interrupted ? "" : "; it is tried again")}.";
    }

    /// <summary>The report as a record.</summary>
    public static SummaryRecord Record(string operation, TransferReport report, int exitCode) => new(
        operation, report.Complete, report.Interrupted, exitCode, report.Listed, report.Outcomes.Done, report.Outcomes.Skipped, report.Outcomes.Missing,
        report.Outcomes.Changed, report.Outcomes.Denied, report.Outcomes.Failed, report.Outcomes.Quarantined, report.Pending, report.Bytes,
        Round(report.Elapsed.TotalSeconds), Round(PerSecond(Moved(report), report)), Round(PerSecond(report.Outcomes.Done, report)),
        report.Requests, report.Retries, report.Throttles, Round(report.UserCpu.TotalSeconds), Round(report.SystemCpu.TotalSeconds), report.PeakMemory,
        Verified(report, Verification.Checksum), Verified(report, Verification.Md5), Verified(report, Verification.ServerSide), Verified(report, Verification.Size))
    {
        Unverified = Verified(report, Verification.Unverified),
        Hidden = report.Hidden > 0 ? report.Hidden : null,
        RetryReasons = RetryText.Records(report.RetryReasons),
        EarlierBytes = report.ResumedBytes > 0 ? report.ResumedBytes : null,
        MovedBytes = IsResumed(report) ? Moved(report) : null,
        EarlierDone = IsResumed(report) ? report.EarlierItems : null,
        EarlierDoneBytes = IsResumed(report) ? report.EarlierBytes : null,
        KeptItems = report.KeptBytes > 0 ? report.KeptItems : null,
        KeptBytes = report.KeptBytes > 0 ? report.KeptBytes : null,
        Planned = report.Planned > 0 ? report.Planned : null,
        PlannedBytes = report.Planned > 0 ? report.PlannedBytes : null,
        Staying = report.Staying > 0 ? report.Staying : null,
        Existing = report.Existing > 0 ? report.Existing : null,
        OwnFiles = report.OwnFiles.Count > 0 ? [.. report.OwnFiles.Select(DisplayText.Of)] : null,
        Concessions = report.Concessions.Count > 0 ? report.Concessions : null,
        NotKept = report.Lost.Count == 0 ? null : [.. report.Lost.Select(static lost => new LostRecord(lost.Attribute.Name, lost.Attribute.Why, lost.Objects))],
    };

    static string Headline(string done, TransferReport report, bool dryRun, Paint paint, string unit)
    {
        if (dryRun)
            return paint.Yellow($"Dry run: nothing was written. {Would(done, report, unit)}{Numbers.Count(report.Listed, unit)} looked at in {Numbers.Seconds(report.Elapsed)}.");
        string earlier = report.ResumedBytes > 0 ? $" ({ByteSize.Format(report.ResumedBytes)} of it by earlier runs)" : "";
        string size = report.Bytes > 0 ? $", {ByteSize.Format(report.Bytes)}{earlier}" : "";
        string rates = report.Bytes > 0
            ? $"{Numbers.Rate(PerSecond(Moved(report), report))}, {Numbers.PerSecond(PerSecond(report.Outcomes.Done, report))} {unit}s/s"
            : $"{Numbers.PerSecond(PerSecond(report.Outcomes.Done, report))} {unit}s/s";
        string line = $"{done} {Numbers.Count(report.Outcomes.Done, unit)}{size} in {Numbers.Seconds(report.Elapsed)} ({rates}).";
        if (report.Complete)
            return paint.Green(line);
        long notArrived = report.Outcomes.NotArrived;
        string why = report.Interrupted ? "interrupted" : notArrived > 0 ? $"{Numbers.Count(notArrived)} {(done is "Processed" ? "failed" : Undone(done) is not { } undone ? "did not arrive" : notArrived == 1 ? $"was not {undone}" : $"were not {undone}")}, named above" : report.ListingError?.Code switch { "Results" => "the results file lacks rows", "Halted" => "halted", "Reduce" => "there is no result", "Output" => "standard output takes no more", "NoProgram" or "NotExecutable" => "the program cannot be run", "MaxDelete" => "more would go than --max-delete allows", "NotVersioned" => "the bucket keeps no versions", _ => "the listing broke off" };
        string left = report is { Interrupted: false, Pending: > 0 } ? $"; {Numbers.Count(report.Pending)} of those listed not tried, or not to the end" : "";
        return $"{paint.Red("Incomplete")} ({why}{left}): {line}";
    }

    // What goes nowhere does not arrive.
    static string? Undone(string done) => done switch { "Removed" or "Restored" or "Read" => done.ToLowerInvariant(), "Tagged" or "Untagged" or "Changed" or "Asked for" or "Set" => "done", _ => null };

    // A sync tells in a line of its own what there is to do.
    static string Would(string done, TransferReport report, string unit) => done == Synced ? ""
        : $"{Numbers.Count(report.Planned, unit)}{(report.PlannedBytes > 0 ? $", {ByteSize.Format(report.PlannedBytes)}," : "")} would be {done.ToLowerInvariant()}; ";

    static string Integrity(TransferReport report)
    {
        List<string> terms = [];
        Add(terms, Verified(report, Verification.Checksum), "verified by checksum");
        Add(terms, Verified(report, Verification.Md5), "by MD5");
        Add(terms, Verified(report, Verification.ServerSide), "copied and confirmed by the store");
        Add(terms, Verified(report, Verification.Size), "by size only");
        Add(terms, Verified(report, Verification.Unverified), Unproved);
        return string.Join(", ", terms);
    }

    static bool IsResumed(TransferReport report) => report.EarlierItems > 0 || report.ResumedBytes > 0;

    static string Resumed(TransferReport report, string unit)
    {
        string before = report.EarlierItems > 0 ? $"{Numbers.Count(report.EarlierItems, unit)}, " : "";
        return $"now {Numbers.Count(report.Outcomes.Done, unit)}, {ByteSize.Format(Moved(report))}; before {before}{ByteSize.Format(report.EarlierBytes + report.ResumedBytes)}. Rates and cost are of what was moved now.";
    }

    // The identity of design: always shown, so that nothing can get lost between two numbers.
    static string Ledger(TransferReport report)
    {
        List<string> terms = [$"{Numbers.Count(report.Outcomes.Done)} done"];
        // A dry run has left them out, too, but what it is for is to tell them apart.
        Add(terms, report.Planned, "planned");
        Add(terms, report.Outcomes.Skipped - report.Planned, "skipped");
        Add(terms, report.Outcomes.Missing, "missing");
        Add(terms, report.Outcomes.Changed, "changed");
        Add(terms, report.Outcomes.Denied, "denied");
        Add(terms, report.Outcomes.Failed, "failed");
        Add(terms, report.Outcomes.Quarantined, "quarantined");
        terms.Add($"{Numbers.Count(report.Pending)} pending");
        return $"{Numbers.Count(report.Listed)} listed = {string.Join(" + ", terms)}";
    }

    static string Requests(TransferReport report)
    {
        string line = $"{Numbers.Count(report.Requests)} sent";
        if (report.Retries > 0)
            line += $", {Numbers.Retries(report.Retries)}{(report.RetryReasons.Count > 0 ? $" ({RetryText.Of(report.RetryReasons)})" : "")}";
        return report.Throttles > 0 ? $"{line}, {Numbers.Count(report.Throttles)} asked to slow down" : line;
    }

    // Per GiB where bytes dominate, per 1,000 objects where there are few; below both, the plain seconds say more.
    static string Cost(TransferReport report)
    {
        TimeSpan cpu = report.UserCpu + report.SystemCpu;
        const double GiB = 1 << 30;
        string per = Moved(report) >= 64 << 20 && Moved(report) >= (double)report.Outcomes.Done * (64 << 10)
            ? string.Create(CultureInfo.InvariantCulture, $"{cpu.TotalSeconds / (Moved(report) / GiB):0.00} CPU-s per GiB")
            : report.Outcomes.Done >= 100
                ? string.Create(CultureInfo.InvariantCulture, $"{cpu.TotalSeconds / (report.Outcomes.Done / 1000.0):0.00} CPU-s per 1,000 objects")
                : string.Create(CultureInfo.InvariantCulture, $"{cpu.TotalSeconds:0.00} CPU-s");
        return string.Create(CultureInfo.InvariantCulture,
            $"{per} ({report.UserCpu.TotalSeconds:0.00} user + {report.SystemCpu.TotalSeconds:0.00} system), peak memory {ByteSize.Format(report.PeakMemory)}");
    }

    static void Add(List<string> terms, long count, string word)
    {
        if (count > 0)
            terms.Add($"{Numbers.Count(count)} {word}");
    }

    static long Verified(TransferReport report, Verification how) => report.Verified.TryGetValue(how, out long count) ? count : 0;

    // What earlier runs moved says nothing of the speed of this one.
    static long Moved(TransferReport report) => report.Bytes - report.ResumedBytes;

    static double PerSecond(double amount, TransferReport report) => amount / Math.Max(report.Elapsed.TotalSeconds, 0.001);

    static double Round(double value) => Math.Round(value, 3);
}
