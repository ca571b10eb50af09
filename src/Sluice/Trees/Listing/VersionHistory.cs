using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// What was there at a time, from the versions that a bucket has. The order of a key's versions is the store's own, newest first, and counts for more than their
/// times: an upload in parts has the time when it began (S3 User Guide, "Multipart upload"), and many stores tell whole seconds only. A version was there no
/// earlier than any that is older than it. So of each key, from its oldest version on, all count that are no later than the time, up to the first one that is later.
/// </summary>
public static class VersionHistory
{
    /// <summary>The objects of a page of versions that were there.</summary>
    /// <param name="page">All versions of each of its keys, newest first.</param>
    /// <param name="time">When.</param>
    internal static ListObjectsPage At(ListObjectsPage page, DateTimeOffset time)
    {
        List<ListedObject> there = [];
        List<ObjectKey> untold = [];
        for (int from = 0, to; from < page.Objects.Count; from = to)
        {
            for (to = from + 1; to < page.Objects.Count && page.Objects[to].Key == page.Objects[from].Key;)
                to++;
            if (!TryFind(page.Objects, from, to, time, out ListedObject? found))
                untold.Add(page.Objects[from].Key);
            else if (found is { } one)
                there.Add(one);
        }
        return page with { Objects = there, Untold = untold };
    }

    /// <summary>The version of one key that was there, or none. False where the store does not tell: a version has no time, or one without an id, which replaces what had none before it, is later.</summary>
    /// <param name="versions">Has all versions of the key, newest first.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="to">Behind the last of them.</param>
    /// <param name="time">When.</param>
    /// <param name="found">The version.</param>
    internal static bool TryFind(IReadOnlyList<ListedObject> versions, int from, int to, DateTimeOffset time, out ListedObject? found)
    {
        found = null;
        int at = to - 1;
        for (; at >= from; at--)
        {
            if (versions[at].LastModified is not { } written)
                return false;
            if (written > time)
                break;
            found = versions[at];
        }
        for (; at >= from; at--)
            if (versions[at].Version!.Id == ObjectVersion.Null)
            {
                found = null;
                return false;
            }
        if (found is { Version.IsDeleteMarker: true })
            found = null;
        return true;
    }
}
