namespace Sluice.S3.Operations;

/// <summary>What a store says of an object that it was asked to remove, and that is not there any more.</summary>
/// <param name="IsMarker">A delete marker was made in its place, or was what was removed.</param>
/// <param name="IsNull">What was made or removed has no version id.</param>
internal sealed record DeletedObject(bool IsMarker, bool IsNull = false)
{
    /// <summary>The version id of what has none (S3 User Guide, "How S3 Versioning works").</summary>
    public const string NullVersion = "null";
}
