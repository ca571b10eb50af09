namespace Sluice.S3;

/// <summary>Asks for a temporary copy of an archived object (S3 API reference, RestoreObject).</summary>
public sealed record RestoreObjectRequest(string Bucket, ObjectKey Key)
{
    /// <summary>A version other than the latest.</summary>
    public string? VersionId { get; init; }

    /// <summary>Days that it stays; null for an object of INTELLIGENT_TIERING, which returns to its frequent tier.</summary>
    public int? Days { get; init; }

    /// <summary>How fast: Standard, Bulk or Expedited.</summary>
    public string Tier { get; init; } = "Standard";
}
