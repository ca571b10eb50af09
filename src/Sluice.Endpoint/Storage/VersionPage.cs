using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>One page of the versions of a bucket: keys in order, each key's versions newest first.</summary>
sealed class VersionPage
{
    readonly List<(KeptObject Version, bool IsLatest)> _versions = [];
    readonly List<ObjectKey> _commonPrefixes = [];

    public IReadOnlyList<(KeptObject Version, bool IsLatest)> Versions => _versions;

    public IReadOnlyList<ObjectKey> CommonPrefixes => _commonPrefixes;

    public bool IsTruncated { get; private set; }

    /// <summary>The last key or common prefix of the page.</summary>
    public ObjectKey LastKey { get; private set; }

    /// <summary>The last version of the page; null behind a common prefix.</summary>
    public KeptObject? LastVersion { get; private set; }

    int Count => _versions.Count + _commonPrefixes.Count;

    /// <summary>Reads a page.</summary>
    /// <param name="current">The current objects.</param>
    /// <param name="older">What they hide; null where nothing was ever hidden.</param>
    /// <param name="query">What is asked; the marker itself comes again when <paramref name="afterVersion"/> names one of its versions.</param>
    /// <param name="afterVersion">Go on behind this version of the marker's key, <c>null</c> for the null version; null: behind all of them.</param>
    public static VersionPage Read(ObjectIndex current, OlderVersions? older, ListingQuery query, string? afterVersion)
    {
        VersionPage page = new();
        if (query.Limit == 0 || !ListingPage.TryStart(query, out ObjectKey start))
            return page;
        ObjectIndex.Cursor live = current.Seek(start);
        ObjectIndex.Cursor? hidden = older?.Seek(start);
        while (NextKey(live, hidden) is { } key && key.StartsWith(query.Prefix))
        {
            if (ListingPage.CommonPrefixOf(key, query) is { } common)
            {
                if (page.IsFull(query))
                    break;
                if (query.AfterIsPrefix || common != query.After)
                {
                    page._commonPrefixes.Add(common);
                    (page.LastKey, page.LastVersion) = (common, null);
                }
                if (!ListingPage.TrySuccessor(common, out ObjectKey next))
                    break;
                live = current.Seek(next);
                hidden = older?.Seek(next);
                continue;
            }
            bool isMarker = !query.AfterIsPrefix && key == query.After;
            if (!isMarker || afterVersion is not null)
            {
                bool skipping = isMarker, isLatest = true;
                foreach (KeptObject version in VersionsOf(key, live, older))
                {
                    if (!skipping && page.IsFull(query))
                        return page;
                    if (!skipping)
                    {
                        page._versions.Add((version, isLatest));
                        (page.LastKey, page.LastVersion) = (key, version);
                    }
                    isLatest = false;
                    skipping &= (version.VersionId ?? VersionId.Null) != afterVersion;
                }
            }
            if (live.Current?.Key == key)
                live.MoveNext();
            if (hidden is { } cursor && cursor.Current?.Key == key)
            {
                cursor.MoveNext();
                hidden = cursor;
            }
        }
        return page;
    }

    bool IsFull(ListingQuery query) => IsTruncated = Count == query.Limit;

    static ObjectKey? NextKey(ObjectIndex.Cursor live, ObjectIndex.Cursor? hidden)
    {
        ObjectKey? first = live.Current?.Key, second = hidden?.Current?.Key;
        return first is null ? second : second is null || first.Value < second.Value ? first : second;
    }

    static IEnumerable<KeptObject> VersionsOf(ObjectKey key, ObjectIndex.Cursor live, OlderVersions? older)
    {
        if (live.Current is { } current && current.Key == key)
            yield return current;
        if (older is null)
            yield break;
        foreach (KeptObject version in older.Of(key))
            yield return version;
    }
}
