using System.Globalization;
using Sluice.S3;
using Sluice.Sync.Content;
using Sluice.Sync.Verifying;

namespace Sluice.Cli.Output;

/// <summary>Tells what a verification found of each name: differences always, on stdout; what could not be compared always, on stderr; the rest when asked for.</summary>
sealed class FindingPrinter(Session session)
{
    /// <summary>Takes one finding. Never two at once.</summary>
    public void Print(Finding finding)
    {
        if (finding.Kind is FindingKind.Unreadable or FindingKind.Unchecked)
            session.Errors.Note($"{session.ErrorPaint.Red(Label(finding.Kind) + ":")} {Name(finding)}: {finding.Message}");
        else if (finding.Kind == FindingKind.Skipped && !session.Settings.Quiet)
            session.Errors.Note($"skipped: {Name(finding)}: {finding.Message}");
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(Record(finding), JsonLines.Readable.FindingRecord));
        else if (finding.Kind is FindingKind.Different or FindingKind.OnlyInA or FindingKind.OnlyInB || finding.Kind == FindingKind.Identical && session.Settings.Verbose)
            session.Output.WriteLine(Line(finding));
    }

    string Line(Finding finding)
    {
        string label = Label(finding.Kind).PadRight(9);
        string painted = finding.Kind == FindingKind.Identical ? session.OutputPaint.Dim(label) : session.OutputPaint.Red(label);
        return $"{painted}  {Name(finding)}{session.OutputPaint.Dim(Detail(finding))}";
    }

    static string Detail(Finding finding) => finding.Kind switch
    {
        FindingKind.Different when finding.SizeInA != finding.SizeInB => string.Create(CultureInfo.InvariantCulture, $"  ({finding.SizeInA:N0} and {finding.SizeInB:N0} bytes)"),
        FindingKind.Identical or FindingKind.Different => $"  (by {Word(finding.Evidence)})",
        _ => "",
    };

    // A single file or object has no name below its side.
    static string Name(Finding finding) => finding.Name.IsEmpty ? (finding.InA ?? finding.InB)?.ToString() ?? "" : DisplayText.Of(finding.Name.Span);

    static FindingRecord Record(Finding finding)
    {
        ObjectKey name = new(finding.Name.ToArray());
        return new FindingRecord(
            Label(finding.Kind).Replace(' ', '_').ToLowerInvariant(), KeyText.Of(name), KeyText.Base64(name), finding.InA?.ToString(), finding.InB?.ToString(),
            finding.SizeInA, finding.SizeInB, finding.Evidence == ContentEvidence.None ? null : Word(finding.Evidence),
            finding.Checksum is { } sum ? Checksums.Text(sum) : null,
            finding.ErrorCode.Length == 0 ? null : finding.ErrorCode, finding.Message.Length == 0 ? null : finding.Message);
    }

    static string Label(FindingKind kind) => kind switch
    {
        FindingKind.Identical => "identical",
        FindingKind.Different => "different",
        FindingKind.OnlyInA => "only in A",
        FindingKind.OnlyInB => "only in B",
        FindingKind.Unchecked => "unchecked",
        FindingKind.Skipped => "skipped",
        _ => "unreadable",
    };

    static string Word(ContentEvidence evidence) => evidence switch
    {
        ContentEvidence.Size => "size",
        ContentEvidence.Md5 => "md5",
        ContentEvidence.Checksum => "checksum",
        ContentEvidence.Bytes => "bytes",
        _ => "nothing",
    };
}
