using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>
/// The versions of a bucket's keys that the index of current objects does not show: older ones, and delete markers even
/// when they are the newest. Not safe for threads: the bucket guards it.
/// </summary>
sealed class OlderVersions
{
    // The keys in order; the values are only there for them.
    readonly ObjectIndex _keys = new();
    readonly Dictionary<ObjectKey, List<KeptObject>> _versions = [];

    public bool IsEmpty => _versions.Count == 0;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptObject> Of(ObjectKey key) => _versions.TryGetValue(key, out List<KeptObject>? versions) ? versions : [];

    public ObjectIndex.Cursor Seek(ObjectKey key) => _keys.Seek(key);

    /// <summary>Adds a version, or puts it in the place of the one with its id.</summary>
    public KeptObject? Put(KeptObject version)
    {
        if (!_versions.TryGetValue(version.Key, out List<KeptObject>? versions))
        {
            _versions[version.Key] = versions = [];
            _keys.Put(version);
        }
        KeptObject? before = Take(versions, version.VersionId);
        int at = versions.FindIndex(other => other.Order < version.Order);
        versions.Insert(at < 0 ? versions.Count : at, version);
        return before;
    }

    /// <summary>Removes the version with this id; null when there is none.</summary>
    public KeptObject? Remove(ObjectKey key, string? versionId)
    {
        if (!_versions.TryGetValue(key, out List<KeptObject>? versions))
            return null;
        KeptObject? removed = Take(versions, versionId);
        if (versions.Count == 0)
        {
            _versions.Remove(key);
            _keys.Remove(key);
        }
        return removed;
    }

    static KeptObject? Take(List<KeptObject> versions, string? versionId)
    {
        int at = versions.FindIndex(version => version.VersionId == versionId);
        if (at < 0)
            return null;
        KeptObject taken = versions[at];
        versions.RemoveAt(at);
        return taken;
    }
}
