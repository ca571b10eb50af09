using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Xml;

namespace Sluice.S3.Requests;

/// <summary>Whether a name exists.</summary>
internal delegate S3Result<bool> NameCheck(string bucket, ObjectKey name, bool isPrefix, CancellationToken cancellationToken);

/// <summary>
/// How a store writes the names of its listings. Some encode them without saying so, say so and do not, encode twice, or mean
/// the plus sign by a plus sign: then another key than the listed one would be read, or removed. Where a name can be read in
/// several ways the store is asked which of them exist; that is once for each kind of name, and never for names that read the same in every way.
/// </summary>
/// <param name="saysUrl">Of listings that say that they are URL-encoded; of those that do not otherwise.</param>
internal sealed class ListedNames(bool saysUrl)
{
    /// <summary>Names that are asked about of one page: one tells as a rule, more are needed where it vanished or both of its readings exist.</summary>
    const int MaxQuestions = 4;

    readonly Lock _gate = new();

    // The readings that are not refuted, the likeliest first; and the marks of names that need no question any more.
    volatile KeyReading[] _left = KeyReading.All(saysUrl);
    volatile NameMarks _settled;

    /// <summary>Decodes the names of a page; why that cannot be done, or null.</summary>
    public S3Error? Read(ListObjectsXml.Page page, ListObjectsRequest list, NameCheck shows, CancellationToken cancellationToken)
    {
        if ((page.Marks & ~_settled) != 0)
            lock (_gate)
            {
                if ((page.Marks & ~_settled) != 0 && Settle(page, list, shows, cancellationToken) is { } error)
                    return error;
            }
        Decode(page, _left[0]);
        return null;
    }

    /// <summary>Decodes the names of a page.</summary>
    public static void Decode(ListObjectsXml.Page page, KeyReading reading)
    {
        page.NextMarker = reading.Of(page.NextMarker);
        if (page.Marks == NameMarks.None || reading.Depth == 0)
            return;
        for (int i = 0; i < page.Objects.Count; i++)
            page.Objects[i] = page.Objects[i] with { Key = reading.Of(page.Objects[i].Key) };
        for (int i = 0; i < page.Prefixes.Count; i++)
            page.Prefixes[i] = reading.Of(page.Prefixes[i]);
    }

    S3Error? Settle(ListObjectsXml.Page page, ListObjectsRequest list, NameCheck shows, CancellationToken cancellationToken)
    {
        // 1 What the page itself refutes: names under another prefix, two names that become one.
        if (Array.FindAll(_left, reading => IsPossible(reading, page, list.Prefix)) is { Length: > 0 } possible)
            _left = possible;
        // 2 What the store does not have. The deepest names first: a name that exists in two readings is listed twice, once deeper.
        List<(ObjectKey Name, bool IsPrefix)> names = [.. page.Objects.Select(static found => (found.Key, false)), .. page.Prefixes.Select(static prefix => (prefix, true))];
        names.RemoveAll(name => Readings(name.Name).Count < 2);
        foreach ((ObjectKey name, bool isPrefix) in names.OrderByDescending(static name => Depth(name.Name)).ThenByDescending(name => Readings(name.Name).Count).Take(MaxQuestions).ToList())
        {
            HashSet<ObjectKey> there = [];
            foreach (ObjectKey key in Readings(name))
            {
                if (!shows(list.Bucket, key, isPrefix, cancellationToken).TryGet(out bool isThere, out S3Error? error))
                    return error;
                if (isThere)
                    there.Add(key);
            }
            if (there.Count > 0)
                _left = Array.FindAll(_left, reading => there.Contains(reading.Of(name)));
            if (_left.Length == 1)
                break;
        }
        _settled |= page.Marks;
        return null;
    }

    HashSet<ObjectKey> Readings(ObjectKey name) => [.. _left.Select(reading => reading.Of(name))];

    static bool IsPossible(KeyReading reading, ListObjectsXml.Page page, ObjectKey prefix)
    {
        HashSet<ObjectKey> keys = new(page.Objects.Count);
        // A key with several versions comes as often.
        ObjectKey last = default;
        return page.Objects.TrueForAll(found => found.Version is not null && found.Key == last || reading.Of(last = found.Key) is var key && key.StartsWith(prefix) && keys.Add(key))
            && page.Prefixes.TrueForAll(rolledUp => reading.Of(rolledUp).StartsWith(prefix));
    }

    static int Depth(ObjectKey name) => name.Bytes.Count("%25"u8);
}
