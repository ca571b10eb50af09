using System.Globalization;
using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Verify;

namespace Sluice.Cli.Output;

/// <summary>What a verification found of one name, as the outcome of an item: a row of a report.</summary>
static class VerifyOutcome
{
    /// <summary>Identical is done; different is changed; only in the first side is missing; what nothing was proved of has failed, so that nobody takes it for the same.</summary>
    public static ItemOutcome From(VerifyEntry finding) => new()
    {
        Kind = finding.Kind switch
        {
            VerifyEntryKind.Identical => OutcomeKind.Done,
            VerifyEntryKind.Different => OutcomeKind.Changed,
            VerifyEntryKind.OnlyInA or VerifyEntryKind.OnlyInB => OutcomeKind.Missing,
            VerifyEntryKind.Skipped => OutcomeKind.Skipped,
            _ => OutcomeKind.Failed,
        },
        Operation = "verify",
        From = (finding.InA ?? finding.InB)!,
        To = finding.InA is null ? null : finding.InB,
        Bytes = finding.Kind == VerifyEntryKind.Identical ? finding.SizeInA ?? 0 : 0,
        Checksum = finding.Checksum,
        ErrorCode = finding.ErrorCode.Length > 0 || finding.Kind == VerifyEntryKind.Identical ? finding.ErrorCode : finding.Kind.ToString(),
        Message = finding.Message.Length > 0 ? finding.Message : finding.Kind switch
        {
            VerifyEntryKind.Different when finding is { SizeInA: { } here, SizeInB: { } there } && here != there => string.Create(CultureInfo.InvariantCulture, $"{here} bytes here and {there} there."),
            VerifyEntryKind.Different when finding.SizeInA is null || finding.SizeInB is null => "The contents are not the same.",
            VerifyEntryKind.Different => "The sizes agree and the contents do not.",
            VerifyEntryKind.OnlyInA or VerifyEntryKind.OnlyInB => "The other side does not have it.",
            _ => "",
        },
    };
}
