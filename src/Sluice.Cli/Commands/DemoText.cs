using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Tells a newcomer what the demonstration does and how it ended.</summary>
sealed class DemoText(Session session)
{
    const int MostNamed = 10;

    readonly Paint _paint = session.OutputPaint;

    /// <summary>Says what is about to be copied, size first.</summary>
    public void Begin(string directory, DemoSurvey survey)
    {
        Line($"{_paint.Bold(DisplayText.Of(directory))} goes to S3 and back: {Numbers.Count(survey.Files, "file")}, {ByteSize.Format(survey.Bytes)}.");
        if (survey.DirectoryLinks > 0)
            Line(_paint.Dim($"{Numbers.Count(survey.DirectoryLinks, "link")} to directories stay out."));
        foreach (string unreadable in survey.Unreadable)
            session.Errors.Warning($"cannot look into {DisplayText.Of(unreadable)}.");
        Line("");
    }

    /// <summary>Step 1.</summary>
    public void Endpoint(Uri url, bool inMemory) =>
        Step("endpoint", $"{url.ToString().TrimEnd('/')}, {(inMemory ? "in memory" : "in a temporary directory")}, gone when the demo ends");

    /// <summary>Step 2.</summary>
    public void Uploaded(TransferReport up) => Step("upload", Moved(up));

    /// <summary>Step 3.</summary>
    public void Listed(long objects, long bytes) => Step("list", $"{Numbers.Count(objects, "object")}, {ByteSize.Format(bytes)}");

    /// <summary>Step 4.</summary>
    public void Downloaded(TransferReport down) => Step("download", Moved(down));

    /// <summary>Step 5 and the verdict, as an exit code.</summary>
    public int Judge(string directory, DemoSurvey survey, TransferReport up, long objects, TransferReport down, TreeComparison comparison)
    {
        long identical = comparison.Files - comparison.Different.Count - comparison.ChangedMeanwhile.Count;
        Step("compare", $"{Numbers.Count(identical)} of {Numbers.Count(comparison.Files, "file")} identical, {ByteSize.Format(comparison.Bytes)}: both trees read again from disk, SHA-256");
        Line("");
        long lost = Math.Max(0, up.Outcomes.Done - Math.Min(objects, comparison.Files));
        long notSent = up.Outcomes.NotArrived + survey.Unreadable.Count;
        bool allBack = comparison.Different.Count == 0 && lost == 0 && (objects == 0 || down.Complete);
        int exitCode = !allBack ? ExitCode.Differences : notSent > 0 ? ExitCode.Failures : ExitCode.Done;

        Name("differs", comparison.Different);
        if (comparison.ChangedMeanwhile.Count > 0)
            session.Errors.Warning($"{Numbers.Count(comparison.ChangedMeanwhile.Count, "file")} changed while the demo ran and prove nothing, such as {DisplayText.Of(comparison.ChangedMeanwhile[0])}.");
        if (session.Settings.Json)
        {
            DemoRecord record = new(directory, survey.Files, survey.Bytes, comparison.Files, comparison.Different.Count + lost, notSent,
                Math.Round(up.Elapsed.TotalSeconds, 3), Math.Round(down.Elapsed.TotalSeconds, 3), allBack);
            session.Output.WriteLine(JsonLines.Line(record, JsonLines.Readable.DemoRecord));
            return exitCode;
        }
        Line(Verdict(allBack, survey, lost, notSent));
        Line(_paint.Dim($"{Numbers.Count(up.Requests + down.Requests, "request")}, {Numbers.Count(up.Retries + down.Retries)} retries; {CpuPerGiB(up, down)}peak memory {ByteSize.Format(Math.Max(up.PeakMemory, down.PeakMemory))}, endpoint included."));
        Line("");
        Line("With a store of your own:");
        Line("  sluice mb s3://BUCKET && sluice cp DIR/ s3://BUCKET/DIR/ && sluice ls s3://BUCKET/DIR/");
        return exitCode;
    }

    string Verdict(bool allBack, DemoSurvey survey, long lost, long notSent)
    {
        if (!allBack)
            return _paint.Red($"Something differs{(lost > 0 ? $"; {Numbers.Count(lost, "file")} did not come back" : "")}. This is a bug: please report it.");
        if (notSent > 0)
            return _paint.Yellow($"Every byte that could be read came back; {Numbers.Count(notSent)} could not be read and {(notSent == 1 ? "is" : "are")} named above.");
        return survey.Files == 0 ? "The directory is empty: nothing to copy, nothing lost." : _paint.Green("Every byte came back.");
    }

    static string Moved(TransferReport report)
    {
        long verified = report.Verified.Where(static pair => pair.Key is Verification.Checksum or Verification.Md5).Sum(static pair => pair.Value);
        string failed = report.Outcomes.NotArrived > 0 ? $", {Numbers.Count(report.Outcomes.NotArrived)} failed" : "";
        return $"{Numbers.Count(report.Outcomes.Done, "file")}, {ByteSize.Format(report.Bytes)} in {Numbers.Seconds(report.Elapsed)}"
            + $" ({Numbers.Rate(report.Bytes / Math.Max(report.Elapsed.TotalSeconds, 0.001))}), {Numbers.Count(verified)} verified by checksum{failed}";
    }

    static string CpuPerGiB(TransferReport up, TransferReport down) => up.Bytes < 64 << 20 ? "" :
        $"{((up.UserCpu + up.SystemCpu + down.UserCpu + down.SystemCpu).TotalSeconds / ((up.Bytes + down.Bytes) / (double)(1 << 30))).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} CPU-s per GiB, ";

    void Name(string what, List<string> names)
    {
        foreach (string name in names.Order(StringComparer.Ordinal).Take(MostNamed))
            session.Errors.PrintSentence($"{what}: {DisplayText.Of(name)}");
        if (names.Count > MostNamed)
            session.Errors.Note($"and {Numbers.Count(names.Count - MostNamed)} more.");
    }

    void Step(string name, string text) => Line($"  {_paint.Cyan(name.PadRight(9))} {text}");

    void Line(string text)
    {
        if (session.Settings.Json)
            return;
        session.Output.WriteLine(text);
        session.Output.Flush();
    }
}
