namespace Sluice.Engine;

/// <summary>Outcomes in words.</summary>
internal static class OutcomeKinds
{
    /// <summary>Its name in the telemetry.</summary>
    public static string Word(this OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => "done",
        OutcomeKind.Skipped => "skipped",
        OutcomeKind.Missing => "missing",
        OutcomeKind.Changed => "changed",
        OutcomeKind.Denied => "denied",
        OutcomeKind.Failed => "failed",
        _ => "quarantined",
    };
}
