namespace Sluice.S3;

/// <summary>What keeps a version of an object from being removed (S3 User Guide, "Locking objects with Object Lock").</summary>
public sealed record ObjectLock
{
    /// <summary><c>GOVERNANCE</c> or <c>COMPLIANCE</c>; null for no retention.</summary>
    public string? Mode { get; init; }

    /// <summary>End of the retention, as S3 writes times (ISO 8601).</summary>
    public string? RetainUntil { get; init; }

    /// <summary>Legal hold: <c>ON</c>, <c>OFF</c>, or null for what the store does by itself.</summary>
    public string? LegalHold { get; init; }
}
