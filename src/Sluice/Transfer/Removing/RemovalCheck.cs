using System.Globalization;
using Sluice.Locations;
using Sluice.S3;

namespace Sluice.Transfer.Removing;

/// <summary>
/// Looks once more at a prefix whose objects were removed: a DELETE of a name that the store does not have succeeds too, so a store that lists
/// other names than it keeps, or that keeps what it says is gone, shows only in its listing. One request.
/// </summary>
internal sealed class RemovalCheck(S3Client client, S3Location prefix)
{
    /// <summary>Names that are kept for it. What is not gone shows on one page from the first of them on.</summary>
    const int MaxNames = 10_000;

    readonly HashSet<ObjectKey> _removed = [];

    /// <summary>The store says that this object is gone.</summary>
    public void Removed(ObjectKey key)
    {
        lock (_removed)
        {
            if (_removed.Count < MaxNames)
                _removed.Add(key);
        }
    }

    /// <summary>Looks, after all removals; what is listed again, as an error, or null. A listing that is refused tells nothing.</summary>
    public S3Error? Look(CancellationToken cancellationToken)
    {
        if (_removed.Count == 0)
            return null;
        // What stays lies among what was removed: right before the first of those the look begins.
        ObjectKey start = new(_removed.Min().Bytes[..^1].ToArray());
        if (!client.ListObjects(new ListObjectsRequest(prefix.Bucket) { Prefix = prefix.Key, StartAfter = start.Length > prefix.Key.Length ? start : default }, cancellationToken).TryGet(out ListObjectsPage? page, out _))
            return null;
        int count = 0;
        ObjectKey first = default;
        foreach (ListedObject listed in page.Objects)
            if (_removed.Contains(listed.Key) && count++ == 0)
                first = listed.Key;
        return count == 0 ? null : new S3Error(S3ErrorKind.Protocol, RetryClass.Never, string.Create(CultureInfo.InvariantCulture,
            $"The store said that {count:N0} {(count == 1 ? "object was" : "objects were")} removed that it lists again, the first is {prefix with { Key = first, IsLiteral = true }}. They are still there, were written anew meanwhile, or have other names than it lists."));
    }
}
