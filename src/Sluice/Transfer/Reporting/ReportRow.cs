using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Reporting;

/// <summary>
/// One item of a report. Bucket, key and version are those of the object read or removed, or of the one written when the
/// source is no object; the columns up to <paramref name="ResultMessage"/> are those of S3 Batch Operations.
/// </summary>
internal sealed record ReportRow(
    string Bucket, ObjectKey Key, string? VersionId, string TaskStatus, string ErrorCode, int? HttpStatusCode, string ResultMessage,
    string Operation, string Outcome, string Source, string Destination, long Bytes, string Checksum, string Verified, int Attempts, string? RequestId, IReadOnlyList<AttributeLoss> Lost)
{
    /// <summary>An outcome as a row.</summary>
    public static ReportRow From(ItemOutcome outcome)
    {
        S3Location? named = outcome.From.InStore ?? outcome.To?.InStore;
        return new ReportRow(
            named?.Bucket ?? "", named?.Key ?? ObjectKey.Empty, named?.VersionId ?? outcome.VersionId, StatusOf(outcome.Kind), outcome.ErrorCode, outcome.Status, outcome.Message,
            outcome.Operation, outcome.Kind.ToString().ToLowerInvariant(), TextOf(outcome.From), TextOf(outcome.To), outcome.Bytes,
            outcome.Checksum is { } sum ? TextOf(sum) : "", TextOf(outcome.Verified), outcome.Attempts, outcome.RequestId, outcome.Lost);
    }

    // S3 Batch Operations knows the first and the last.
    static string StatusOf(OutcomeKind kind) => kind switch { OutcomeKind.Done => "succeeded", OutcomeKind.Skipped => "skipped", _ => "failed" };

    // A path that a spreadsheet could take for a formula is written as the same path from here.
    static string TextOf(Location? location) => location switch
    {
        null => "",
        { FilePath: ['=' or '+' or '-' or '@', ..] } => "./" + location,
        _ => location.ToString()!,
    };

    /// <summary>A checksum as reports have it.</summary>
    public static string TextOf(ObjectChecksum sum) => $"{sum.Algorithm.ToString().ToLowerInvariant()}:{sum.Base64}{(sum.IsComposite ? $"-{sum.PartCount}" : "")}";

    static string TextOf(Verification verified) => verified switch
    {
        Verification.None => "",
        Verification.ServerSide => "server_side",
        _ => verified.ToString().ToLowerInvariant(),
    };
}
