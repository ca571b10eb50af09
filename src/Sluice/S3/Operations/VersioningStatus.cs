namespace Sluice.S3;

/// <summary>Whether a bucket keeps older versions of its objects.</summary>
public enum VersioningStatus
{
    /// <summary>It never did: what is overwritten or removed is gone.</summary>
    Off,
    /// <summary>It keeps those it has; what is written now replaces what was written without versioning.</summary>
    Suspended,
    /// <summary>It keeps all.</summary>
    Enabled,
}
