using Sluice.S3;
using Sluice.Transfer.Planning;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>
/// Looks once more where objects were removed: a DELETE of a name that the store does not have succeeds too, so a store that lists
/// other names than it keeps, or that keeps what it says is gone, shows only in its listing. Until then the first of them have no
/// outcome; disposed without a look they are gone, as the store says. About one request for 1,000 names.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="prefix">What they are below.</param>
internal sealed class RemovalCheck(S3Client client, S3Location prefix) : IDisposable
{
    /// <summary>Names that wait for it.</summary>
    const int MaxNames = 10_000;

    /// <summary>Names that are asked for where no page tells: a store that lies of one lies of others.</summary>
    const int MostAsked = 20;

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
        HashSet<ObjectIdentifier> found = [];
        Find(names, list => client.ListObjects(list, cancellationToken), found, cancellationToken);
        Find(ofVersions, list => client.ListObjectVersions(list, cancellationToken), found, cancellationToken);
        End(found.Contains);
    }

    // Only as many pages as the names could fill: below the prefix there may be much more.
    void Find(List<ObjectKey> names, Func<ListObjectsRequest, S3Result<ListObjectsPage>> listed, HashSet<ObjectIdentifier> found, CancellationToken cancellationToken)
    {
        names.Sort();
        int next = 0;
        for (int left = names.Count / S3Limits.MaxDeleteKeys + 1; left > 0 && next < names.Count; left--)
        {
            // Right before the first name that no page has passed.
            ObjectKey start = new(names[next].Bytes[..^1].ToArray());
            ListObjectsRequest list = new(prefix.Bucket) { Prefix = prefix.Key, StartAfter = start.Length > prefix.Key.Length ? start : default };
            if (!listed(list).TryGet(out ListObjectsPage? page, out _))
                break;
            // A store that passes over where the page is to begin answers something else.
            if (page.Objects.Count > 0 && page.Objects[0].Key <= list.StartAfter)
            {
                Ask(names[next..], found, cancellationToken);
                break;
            }
            foreach (ListedObject entry in page.Objects)
                found.Add(new(entry.Key, entry.Version?.Id));
            if (page.NextToken is null || page.Objects.Count == 0)
                break;
            while (next < names.Count && names[next] <= page.Objects[^1].Key)
                next++;
        }
    }

    void Ask(List<ObjectKey> names, HashSet<ObjectIdentifier> found, CancellationToken cancellationToken)
    {
        foreach (ObjectKey name in names.Take(MostAsked))
            foreach (ObjectIdentifier waiting in Named(name))
                if (RemovalLook.IsThere(client, prefix.Bucket, waiting, customerKey: null, isIt: null, item: null, cancellationToken))
                    found.Add(waiting);
    }

    List<ObjectIdentifier> Named(ObjectKey name)
    {
        lock (_waiting)
            return [.. _waiting.Keys.Where(named => named.Key == name)];
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
