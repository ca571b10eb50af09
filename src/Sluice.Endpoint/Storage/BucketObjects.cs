using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>The objects of a bucket with their versions. Not safe for threads: the bucket guards it.</summary>
sealed class BucketObjects
{
    readonly ObjectIndex _index = new();
    // Null until something was hidden: a bucket without versioning has none.
    OlderVersions? _older;

    public bool IsEmpty => _index.Count == 0 && _older is not { IsEmpty: false };

    /// <summary>The largest order of a version that was loaded.</summary>
    public long LastOrder { get; private set; }

    /// <summary>The current object, or the version of this id; null when there is none. Only a version that was named can be a delete marker.</summary>
    public KeptObject? Find(ObjectKey key, string? version)
    {
        KeptObject? current = _index.Find(key);
        if (version is null)
            return current;
        string? id = version == VersionId.Null ? null : version;
        if (current is not null && current.VersionId == id)
            return current;
        if (_older is null)
            return null;
        foreach (KeptObject older in _older.Of(key))
        {
            if (older.VersionId == id)
                return older;
        }
        return null;
    }

    /// <summary>The delete marker that hides a key; null when none does.</summary>
    public KeptObject? FindMarker(ObjectKey key) =>
        _older is not null && _index.Find(key) is null && _older.Of(key) is [{ IsDeleteMarker: true } newest, ..] ? newest : null;

    public ListingPage List(ListingQuery query) => ListingPage.Read(_index, query);

    /// <summary>One page of the versions; <see cref="VersionPage.Read"/> says what the arguments mean.</summary>
    public VersionPage ListVersions(ListingQuery query, string? afterVersion) => VersionPage.Read(_index, _older, query, afterVersion);

    /// <summary>Makes an object current.</summary>
    /// <param name="value">The object.</param>
    /// <param name="keepsVersions">What was current stays behind it, unless both are the null version.</param>
    /// <returns>What is gone.</returns>
    public KeptObject? Put(KeptObject value, bool keepsVersions)
    {
        KeptObject? before = _index.Put(value);
        return keepsVersions ? Hide(value.Key, before, value.VersionId) : before;
    }

    /// <summary>Hides a key behind a delete marker. Returns what is gone: an earlier null version, when the marker is one.</summary>
    public KeptObject? Mark(KeptObject marker)
    {
        KeptObject? replaced = Hide(marker.Key, _index.Remove(marker.Key), marker.VersionId);
        return (_older ??= new()).Put(marker) ?? replaced;
    }

    /// <summary>Puts a changed record in the place of its version.</summary>
    public void Replace(KeptObject changed)
    {
        if (_index.Find(changed.Key) is { } current && current.VersionId == changed.VersionId)
            _index.Put(changed);
        else
            _older!.Put(changed);
    }

    /// <summary>Removes one version; the newest of those left becomes the current one, unless it is a delete marker.</summary>
    public void Remove(KeptObject version)
    {
        ObjectKey key = version.Key;
        if (_index.Find(key) is { } current && current.VersionId == version.VersionId)
            _index.Remove(key);
        else
            _older!.Remove(key, version.VersionId);
        if (_older is not null && _index.Find(key) is null && _older.Of(key) is [{ IsDeleteMarker: false } newest, ..])
        {
            _older.Remove(key, newest.VersionId);
            _index.Put(newest);
        }
    }

    /// <summary>Puts a stored version where it belongs, whatever was loaded before it.</summary>
    public void Load(KeptObject stored)
    {
        LastOrder = Math.Max(LastOrder, stored.Order);
        KeptObject? current = _index.Find(stored.Key);
        KeptObject? newest = current ?? (_older?.Of(stored.Key) is [{ } first, ..] ? first : null);
        if (newest is not null && newest.Order > stored.Order)
        {
            (_older ??= new()).Put(stored);
            return;
        }
        if (current is not null)
        {
            _index.Remove(stored.Key);
            (_older ??= new()).Put(current);
        }
        if (stored.IsDeleteMarker)
            (_older ??= new()).Put(stored);
        else
            _index.Put(stored);
    }

    /// <summary>Puts what was current behind its successor; returns what the successor has replaced, which is the null version when it is one itself.</summary>
    KeptObject? Hide(ObjectKey key, KeptObject? before, string? successor)
    {
        if (before is not null && successor is null && before.VersionId is null)
            return before;
        KeptObject? replaced = successor is null ? _older?.Remove(key, null) : null;
        if (before is not null)
            (_older ??= new()).Put(before);
        return replaced;
    }
}
