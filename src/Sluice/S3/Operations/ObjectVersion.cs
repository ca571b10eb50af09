namespace Sluice.S3;

/// <summary>Which version of an object an entry of a listing is (S3 API reference, ListObjectVersions).</summary>
/// <param name="Id">Its id; <c>null</c>, these four letters, for what was written while the bucket kept no versions.</param>
/// <param name="IsLatest">It is the newest: what a request without a version gets.</param>
/// <param name="IsDeleteMarker">It is a delete marker: no bytes, and while it is the newest the object is as good as gone.</param>
public sealed record ObjectVersion(string Id, bool IsLatest, bool IsDeleteMarker)
{
    /// <summary>The id of what was written without versioning.</summary>
    public const string Null = "null";

    /// <summary>The version that somebody names, of which nothing else is known; null for no id.</summary>
    internal static ObjectVersion? Named(string? id) => id is null ? null : new ObjectVersion(id, IsLatest: false, IsDeleteMarker: false);
}
