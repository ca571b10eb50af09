using Sluice.S3;
using Sluice.Transfer.Planning;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>
/// Looks once more where objects were removed: a DELETE of a name that the store does not have succeeds too, so a store that lists
/// other names than it keeps, or that keeps what it says is gone, shows only in its listing. Until then the first of them have no
/// outcome; disposed without a look they are gone, as the store says. About one request for 1,000 names; where nothing is to be listed,
/// a HEAD for each of the first few.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="prefix">What they are below.</param>
/// <param name="lists">Whether it may be listed.</param>
internal sealed class RemovalCheck(S3Client client, S3Location prefix, bool lists = true) : IDisposable
{
    /// <summary>Names that are asked for where nothing is to be listed: a store that lies of one lies of others.</summary>
    const int MaxAsked = 20;

    /// <summary>Names that wait for it.</summary>
    const int MaxNames = 10_000;

    readonly Dictionary<ObjectIdentifier, Action<bool>> _waiting = [];
    bool _isOver;

    /// <summary>The store says that this object, or version of one, is gone. False when that is its outcome at once; else <paramref name="end"/> is told later whether it is listed again.</summary>
    public bool TryWait(ObjectIdentifier key, Action<bool> end)
    {
        lock (_waiting)
            return !_isOver && _waiting.Count < MaxNames && _waiting.TryAdd(key, end);
    }

    /// <summary>Looks, after all removals. A listing that is refused tells nothing.</summary>
    public void Look(CancellationToken cancellationToken)
    {
        List<ObjectKey> names;
        List<ObjectKey> ofVersions;
        lock (_waiting)
        {
            names = [.. _waiting.Keys.Where(static named => named.VersionId is null).Select(static named => named.Key)];
            ofVersions = [.. _waiting.Keys.Where(static named => named.VersionId is not null).Select(static named => named.Key).Distinct()];
        }
        names.Sort();
        ofVersions.Sort();
        HashSet<ObjectIdentifier> versions = LookAtVersions(ofVersions, cancellationToken);
        HashSet<ObjectKey> again = [];
        if (!lists)
        {
            foreach (ObjectKey name in names.Take(MaxAsked))
                if (client.HeadObject(new HeadObjectRequest(prefix.Bucket, name) { ChecksumMode = false }, cancellationToken).Error is null)
                    again.Add(name);
        }
        int next = 0;
        for (int left = lists ? names.Count / S3Limits.MaxDeleteKeys + 1 : 0; left > 0 && next < names.Count; left--)
        {
            // Right before the first name that no page has passed.
            ObjectKey start = new(names[next].Bytes[..^1].ToArray());
            ListObjectsRequest list = new(prefix.Bucket) { Prefix = prefix.Key, StartAfter = start.Length > prefix.Key.Length ? start : default };
            if (!client.ListObjects(list, cancellationToken).TryGet(out ListObjectsPage? page, out _))
                break;
            foreach (ListedObject listed in page.Objects)
                again.Add(listed.Key);
            if (page.NextToken is null || page.Objects.Count == 0)
                break;
            while (next < names.Count && names[next] <= page.Objects[^1].Key)
                next++;
        }
        End(named => named.VersionId is null ? again.Contains(named.Key) : versions.Contains(named));
    }

    // Only a listing shows delete markers. What is below the prefix is one page when most of it is gone; else the first names are asked for.
    HashSet<ObjectIdentifier> LookAtVersions(List<ObjectKey> names, CancellationToken cancellationToken)
    {
        HashSet<ObjectIdentifier> found = [];
        if (names.Count == 0 || lists && List(prefix.Key))
            return found;
        foreach (ObjectKey name in names.Take(MaxAsked))
            _ = List(name);
        return found;

        bool List(ObjectKey below)
        {
            if (!client.ListObjectVersions(new ListObjectsRequest(prefix.Bucket) { Prefix = below }, cancellationToken).TryGet(out ListObjectsPage? page, out _))
                return false;
            foreach (ListedObject listed in page.Objects)
                _ = found.Add(new(listed.Key, listed.Version?.Id));
            return page.NextToken is null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => End(static _ => false);

    void End(Func<ObjectIdentifier, bool> isThere)
    {
        lock (_waiting)
        {
            _isOver = true;
            foreach ((ObjectIdentifier key, Action<bool> end) in _waiting)
                end(isThere(key));
            _waiting.Clear();
        }
    }
}
