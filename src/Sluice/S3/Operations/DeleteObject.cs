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

/// <summary>Removes up to 1,000 objects in one request.</summary>
public sealed record DeleteObjectsRequest(string Bucket, IReadOnlyList<ObjectKey> Keys);

/// <summary>How each key of a <see cref="DeleteObjectsRequest"/> ended.</summary>
/// <param name="Failed">The keys that were not removed, with the reason.</param>
public sealed record DeleteObjectsResult(IReadOnlyList<(ObjectKey Key, S3Error Error)> Failed);
