using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Probing;

namespace Sluice.Cli.Output;

/// <summary>What a probe found, for people, 80 columns wide: what deviates on top, with what was seen and what becomes of it.</summary>
static class ProbeTable
{
    const int Width = 79, NameWidth = 23;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(ProbeReport report, Paint paint)
    {
        foreach (ProbeVerdict verdict in (ProbeVerdict[])[ProbeVerdict.Deviates, ProbeVerdict.Unknown, ProbeVerdict.Holds])
        {
            ProbeFinding[] findings = [.. report.Findings.Where(finding => finding.Verdict == verdict).OrderByDescending(finding => verdict == ProbeVerdict.Deviates && finding.Check.IsReliedOn)];
            if (findings.Length == 0)
                continue;
            yield return Heading(verdict, findings, paint);
            IEnumerable<string> lines = verdict switch
            {
                ProbeVerdict.Deviates => findings.GroupBy(static finding => (finding.Check.IsReliedOn, finding.Check.Area, finding.Seen, finding.Check.Remedy)).SelectMany(alike => Deviation([.. alike], paint)),
                ProbeVerdict.Unknown => findings.SelectMany(finding => Unknown(finding, paint)),
                _ => findings.GroupBy(static finding => finding.Check.Area).SelectMany(area => Held(area, paint)),
            };
            foreach (string line in lines)
                yield return line;
            yield return "";
        }
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{Numbers.Count(report.Findings.Count, "check")}, {Numbers.Count(report.Requests, "request")}, {ByteSize.Format(report.BytesSent)} sent, {Numbers.Seconds(report.Elapsed)}{(report.Left.Count == 0 ? "; nothing of it is left" : "")}");
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

    // Checks of which the same was seen, with the same consequence, are told together.
    static IEnumerable<string> Deviation(ProbeFinding[] alike, Paint paint)
    {
        ProbeFinding first = alike[0];
        for (int at = 0; at < alike.Length; at++)
        {
            string name = $"{(first.Check.IsReliedOn ? '!' : ' ')} {alike[at].Check.Name}".PadRight(NameWidth);
            foreach (string line in Wrap(first.Check.IsReliedOn ? paint.Red(name) : paint.Yellow(name), name.Length, $"S3 {alike[at].Check.Claim}.", NameWidth))
                yield return line;
        }
        foreach (string line in Wrap(new string(' ', NameWidth), NameWidth, $"Seen: {first.Seen}.", NameWidth))
            yield return line;
        foreach (string line in Wrap(new string(' ', NameWidth), NameWidth, $"So: {first.Check.Remedy}", NameWidth))
            yield return line;
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

    /// <summary>A label, and text that goes on below itself.</summary>
    public static IEnumerable<string> Wrap(string label, string text) => Wrap(label + " ", label.Length + 1, text, label.Length + 1);

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
