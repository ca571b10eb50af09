using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Output;

/// <summary>Why requests were sent again.</summary>
static class RetryText
{
    // More would hide the rest of a line.
    const int Most = 3;

    /// <summary>"503 SlowDown × 46, connection × 2"; the most frequent ones.</summary>
    public static string Of(IReadOnlyList<RetryReason> reasons) =>
        string.Join(", ", reasons.Take(Most).Select(static reason => $"{DisplayText.Of(reason.Reason)} {Signs.Current.Times} {Numbers.Count(reason.Count)}")) + (reasons.Count > Most ? ", and others" : "");

    /// <summary>For programs; null for none.</summary>
    public static RetryReasonRecord[]? Records(IReadOnlyList<RetryReason> reasons) =>
        reasons.Count == 0 ? null : [.. reasons.Select(static reason => new RetryReasonRecord(DisplayText.Of(reason.Reason), reason.Count))];
}
