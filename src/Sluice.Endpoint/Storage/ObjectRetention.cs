namespace Sluice.Endpoint.Storage;

/// <summary>Retention of one version (S3 User Guide, "Object Lock").</summary>
/// <param name="Mode">GOVERNANCE or COMPLIANCE.</param>
/// <param name="Until">Not to be deleted before.</param>
sealed record ObjectRetention(string Mode, DateTimeOffset Until)
{
    public const string Governance = "GOVERNANCE";
    public const string Compliance = "COMPLIANCE";
}
