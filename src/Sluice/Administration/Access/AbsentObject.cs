using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>What is there instead of an object that cannot be found: a delete marker, others below its name, or nothing.</summary>
internal static class AbsentObject
{
    const int MostVersions = 100;

    /// <summary>The delete marker that is the object's latest version, or the version that is meant, and how many other versions are kept; null where none is told.</summary>
    public static (ObjectVersionMark Marker, int Kept)? MarkerOf(S3Client client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        if (!client.ListObjectVersions(new ListObjectsRequest(bucket) { Prefix = key, MaxKeys = MostVersions }, cancellationToken).TryGet(out ListObjectsPage? page, out _))
            return null;
        ListedObject[] own = [.. page.Objects.Where(found => found.Key == key)];
        int at = versionId is null ? 0 : Array.FindIndex(own, found => found.Version?.Id == versionId);
        return at >= 0 && at < own.Length && own[at] is { Version: { IsDeleteMarker: true, Id: var id } } marker ? (new ObjectVersionMark(id, marker.LastModified), own.Count(static found => found.Version is { IsDeleteMarker: false })) : null;
    }

    /// <summary>One sentence without a full stop.</summary>
    public static string Explain(S3Client client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        if (MarkerOf(client, bucket, key, versionId, cancellationToken) is { Marker: var marker })
            return versionId is null ? $"it was removed: a delete marker hides it ({marker})" : $"that version is a delete marker, which has no bytes ({marker})";
        if (versionId is not null)
            return "there is no such version";
        bool isPrefix = client.ListObjects(new ListObjectsRequest(bucket) { Prefix = key.AsPrefix(), MaxKeys = 1 }, cancellationToken) is { Error: null, Value.Objects.Count: > 0 };
        return isPrefix ? "there is no such object, only others below it" : "there is no such object";
    }
}
