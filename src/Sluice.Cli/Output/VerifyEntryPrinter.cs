using System.Globalization;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Content;
using Sluice.Verify;

namespace Sluice.Cli.Output;

/// <summary>Tells what a verification found of each name: differences always, on stdout; what could not be compared always, on stderr; the rest when asked for.</summary>
sealed class VerifyEntryPrinter(Session session)
{
    /// <summary>Takes one finding. Never two at once.</summary>
    public void Print(VerifyEntry finding)
    {
        if (finding.Kind is VerifyEntryKind.Unreadable or VerifyEntryKind.Unchecked)
            session.Errors.Note($"{session.ErrorPaint.Red(Label(finding.Kind) + ":")} {Name(finding)}: {finding.Message}");
        else if (finding.Kind == VerifyEntryKind.Skipped && !session.Settings.Quiet)
            session.Errors.Note($"skipped: {Name(finding)}: {finding.Message}");
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(Record(finding), JsonLines.Readable.FindingRecord));
        else if (finding.Kind is VerifyEntryKind.Different or VerifyEntryKind.OnlyInA or VerifyEntryKind.OnlyInB || finding.Kind == VerifyEntryKind.Identical && session.Settings.Verbose)
            session.Output.WriteLine(Line(finding));
    }

    string Line(VerifyEntry finding)
    {
        string label = Label(finding.Kind).PadRight(9);
        string painted = finding.Kind == VerifyEntryKind.Identical ? session.OutputPaint.Dim(label) : session.OutputPaint.Red(label);
        return $"{painted}  {Name(finding)}{session.OutputPaint.Dim(Detail(finding))}";
    }

    static string Detail(VerifyEntry finding) => finding.Kind switch
    {
        VerifyEntryKind.Different when finding is { SizeInA: { } inA, SizeInB: { } inB } && inA != inB => string.Create(CultureInfo.InvariantCulture, $"  ({inA:N0} and {inB:N0} bytes)"),
        VerifyEntryKind.Identical or VerifyEntryKind.Different => $"  (by {Word(finding.Evidence)})",
        _ => "",
    };

    // A single file or object has no name below its side.
    static string Name(VerifyEntry finding) => finding.Name.IsEmpty ? (finding.InA ?? finding.InB)?.ToString() ?? "" : DisplayText.Of(finding.Name.Span);

    static FindingRecord Record(VerifyEntry finding)
    {
        ObjectKey name = new(finding.Name.ToArray());
        return new FindingRecord(
            Label(finding.Kind).Replace(' ', '_').ToLowerInvariant(), KeyText.Of(name), KeyText.Base64(name), finding.InA?.ToString(), finding.InB?.ToString(),
            finding.SizeInA, finding.SizeInB, finding.Evidence == ContentEvidence.None ? null : Word(finding.Evidence),
            finding.Checksum is { } sum ? Checksums.Text(sum) : null,
            finding.ErrorCode.Length == 0 ? null : finding.ErrorCode, finding.Message.Length == 0 ? null : finding.Message);
    }

    static string Label(VerifyEntryKind kind) => kind switch
    {
        VerifyEntryKind.Identical => "identical",
        VerifyEntryKind.Different => "different",
        VerifyEntryKind.OnlyInA => "only in A",
        VerifyEntryKind.OnlyInB => "only in B",
        VerifyEntryKind.Unchecked => "unchecked",
        VerifyEntryKind.Skipped => "skipped",
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
