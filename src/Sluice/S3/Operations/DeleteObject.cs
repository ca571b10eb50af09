using Sluice.Failures;

namespace Sluice.S3;

/// <summary>Removes an object; it is no error when it is not there.</summary>
public sealed record DeleteObjectRequest(string Bucket, ObjectKey Key)
{
    /// <summary>One version instead of the latest.</summary>
    public string? VersionId { get; init; }

    /// <summary>Only if the object has this ETag. Stores that do not know the condition ignore it, or answer that they do not support it.</summary>
    public string? IfMatch { get; init; }
}

/// <summary>Removes up to 1,000 objects, or versions of them, in one request.</summary>
public sealed record DeleteObjectsRequest(string Bucket, IReadOnlyList<ObjectIdentifier> Objects)
{
    /// <summary>Objects, whichever version of them is the latest.</summary>
    public DeleteObjectsRequest(string bucket, IEnumerable<ObjectKey> keys) : this(bucket, [.. keys.Select(static key => new ObjectIdentifier(key))])
    {
    }
}

/// <summary>How each object of a <see cref="DeleteObjectsRequest"/> ended.</summary>
/// <param name="Failed">Those that were not removed, with the reason.</param>
public sealed record DeleteObjectsResult(IReadOnlyList<(ObjectIdentifier Object, S3Error Error)> Failed)
{
    /// <summary>Objects that the store says are hidden by a delete marker now, because their bucket keeps versions: nothing of them is gone.</summary>
    public int Hidden { get; init; }

    /// <summary>
    /// Objects whose place a delete marker without a version id took, because versioning is suspended: what had no version id either is gone for good
    /// (S3 User Guide, "Deleting objects from versioning-suspended buckets").
    /// </summary>
    public int NullMarkers { get; init; }
}
