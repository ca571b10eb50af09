using Sluice.S3;

namespace Sluice.Endpoint.Storage;

/// <summary>One page of a listing: objects and common prefixes, each in byte order.</summary>
sealed class ListingPage
{
    readonly List<KeptObject> _objects = [];
    readonly List<ObjectKey> _commonPrefixes = [];

    public IReadOnlyList<KeptObject> Objects => _objects;

    public IReadOnlyList<ObjectKey> CommonPrefixes => _commonPrefixes;

    public bool IsTruncated { get; private set; }

    /// <summary>The last entry of the page: a key, or a common prefix when <see cref="LastIsPrefix"/>.</summary>
    public ObjectKey Last { get; private set; }

    public bool LastIsPrefix { get; private set; }

    public int Count => _objects.Count + _commonPrefixes.Count;

    /// <summary>Reads a page. A common prefix of a million keys costs one seek.</summary>
    public static ListingPage Read(ObjectIndex index, ListingQuery query)
    {
        ListingPage page = new();
        if (query.Limit == 0)
            return page;
        if (!TryStart(query, out ObjectKey start))
            return page;
        for (ObjectIndex.Cursor cursor = index.Seek(start); cursor.Current is { } found && found.Key.StartsWith(query.Prefix);)
        {
            if (!query.AfterIsPrefix && found.Key == query.After)
            {
                cursor.MoveNext();
                continue;
            }
            if (page.Count == query.Limit)
            {
                page.IsTruncated = true;
                break;
            }
            if (CommonPrefixOf(found.Key, query) is { } common)
            {
                page._commonPrefixes.Add(common);
                page.Last = common;
                page.LastIsPrefix = true;
                if (!TrySuccessor(common, out ObjectKey next))
                    break;
                cursor = index.Seek(next);
            }
            else
            {
                page._objects.Add(found);
                page.Last = found.Key;
                page.LastIsPrefix = false;
                cursor.MoveNext();
            }
        }
        return page;
    }

    /// <summary>The smallest key behind all keys that begin with <paramref name="prefix"/>; false when there is none.</summary>
    public static bool TrySuccessor(ObjectKey prefix, out ObjectKey successor)
    {
        ReadOnlySpan<byte> bytes = prefix.Bytes.TrimEnd((byte)0xff);
        successor = default;
        if (bytes.IsEmpty)
            return false;
        byte[] next = bytes.ToArray();
        next[^1]++;
        successor = new ObjectKey(next);
        return true;
    }

    /// <summary>Where a page begins; false when nothing can be behind its marker.</summary>
    public static bool TryStart(ListingQuery query, out ObjectKey start)
    {
        start = query.After;
        if (query.AfterIsPrefix && !TrySuccessor(query.After, out start))
            return false;
        if (start < query.Prefix)
            start = query.Prefix;
        return true;
    }

    /// <summary>What the key is rolled up to; null when it stands for itself.</summary>
    public static ObjectKey? CommonPrefixOf(ObjectKey key, ListingQuery query)
    {
        if (query.Delimiter.IsEmpty)
            return null;
        int at = key.Bytes[query.Prefix.Length..].IndexOf(query.Delimiter.Bytes);
        return at < 0 ? null : new ObjectKey(key.Bytes[..(query.Prefix.Length + at + query.Delimiter.Length)].ToArray());
    }
}
