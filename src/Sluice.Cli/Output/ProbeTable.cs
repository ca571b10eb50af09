using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Probing;

namespace Sluice.Cli.Output;

/// <summary>What a probe found, for people, 80 columns wide: what deviates on top, with what was seen and what becomes of it.</summary>
static class ProbeTable
{
    const int Width = 79, NameWidth = 21;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(ProbeReport report, Paint paint)
    {
        foreach (ProbeVerdict verdict in (ProbeVerdict[])[ProbeVerdict.Deviates, ProbeVerdict.Unknown, ProbeVerdict.Holds])
        {
            ProbeFinding[] findings = [.. report.Findings.Where(finding => finding.Verdict == verdict)];
            if (findings.Length == 0)
                continue;
            yield return Heading(verdict, findings, paint);
            foreach (IGrouping<ProbeArea, ProbeFinding> area in findings.GroupBy(static finding => finding.Check.Area))
                foreach (string line in verdict switch { ProbeVerdict.Deviates => area.SelectMany(finding => Deviation(finding, paint)), ProbeVerdict.Unknown => area.SelectMany(finding => Unknown(finding, paint)), _ => Held(area, paint) })
                    yield return line;
            yield return "";
        }
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{Numbers.Count(report.Findings.Count, "check")}, {Numbers.Count(report.Requests, "request")}, {ByteSize.Format(report.BytesSent)} sent, {Numbers.Seconds(report.Elapsed)}{(report.Left.Count == 0 ? "; nothing is left of it in the bucket" : "")}");
    }

    static string Heading(ProbeVerdict verdict, ProbeFinding[] findings, Paint paint)
    {
        string count = Numbers.Count(findings.Length);
        int needed = findings.Count(static finding => finding.Check.IsReliedOn);
        return verdict switch
        {
            ProbeVerdict.Holds => paint.Bold(paint.Green($"holds ({count}), as often as it was tried")),
            ProbeVerdict.Unknown => paint.Bold(paint.Yellow($"unknown ({count})")),
            _ => paint.Bold(needed > 0 ? paint.Red($"deviates ({count}), in {Numbers.Count(needed)} of what Sluice relies on (!)") : paint.Yellow($"deviates ({count}), in nothing that Sluice relies on")),
        };
    }

    static IEnumerable<string> Deviation(ProbeFinding finding, Paint paint)
    {
        string name = $"{(finding.Check.IsReliedOn ? '!' : ' ')} {finding.Check.Name}".PadRight(NameWidth);
        return [
            .. Wrap(finding.Check.IsReliedOn ? paint.Red(name) : paint.Yellow(name), name.Length, $"S3 {finding.Check.Claim} ({finding.Check.Page}).", NameWidth),
            .. Wrap(new string(' ', NameWidth), NameWidth, $"Seen: {finding.Seen}.", NameWidth),
            .. Wrap(paint.Dim(new string(' ', NameWidth)), NameWidth, finding.Check.Remedy, NameWidth),
        ];
    }

    static IEnumerable<string> Unknown(ProbeFinding finding, Paint paint)
    {
        string name = $"  {finding.Check.Name}".PadRight(NameWidth);
        return Wrap(paint.Yellow(name), name.Length, finding.Seen, NameWidth);
    }

    static IEnumerable<string> Held(IGrouping<ProbeArea, ProbeFinding> area, Paint paint)
    {
        string name = $"  {area.Key.ToString().ToLowerInvariant()}".PadRight(NameWidth);
        return Wrap(paint.Dim(name), name.Length, string.Join(", ", area.Select(static finding => finding.Seen.Length == 0 ? finding.Check.Name : $"{finding.Check.Name} ({finding.Seen})")), NameWidth);
    }

    // A label, and text that goes on below itself.
    static IEnumerable<string> Wrap(string label, int labelWidth, string text, int indent)
    {
        string line = "", left = labelWidth > indent ? label + " " : label;
        int used = Math.Max(labelWidth > indent ? labelWidth + 1 : labelWidth, indent);
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && used + line.Length + 1 + word.Length > Width)
            {
                yield return left + line;
                (left, line, used) = (new string(' ', indent), "", indent);
            }
            line += line.Length == 0 ? word : " " + word;
        }
        yield return left + line;
    }
}
