using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Storage;
using Sluice.S3;

namespace Sluice.Tests.Endpoint;

/// <summary>The index and the listing against plain sorted lists.</summary>
public sealed class ListingModelTests
{
    /// <summary>Few letters and short keys, so that prefixes, delimiters and neighbours collide.</summary>
    static readonly Gen<ObjectKey> Keys =
        Gen.Elements((byte)'a', (byte)'b', (byte)'/', (byte)'-', (byte)0, (byte)0xff, (byte)0x7f).ArrayOf().Select(static bytes => new ObjectKey(bytes));

    [Fact]
    public void Every_page_sequence_equals_the_sorted_list()
    {
        var cases = from keys in Keys.ListOf()
                    from prefix in Keys
                    from delimiter in Gen.Elements("", "/", "a", "//")
                    from limit in Gen.Choose(1, 7)
                    from after in Keys
                    select (Keys: keys, Prefix: new ObjectKey(prefix.Bytes[..Math.Min(2, prefix.Length)].ToArray()), Delimiter: new ObjectKey(delimiter), Limit: limit, After: after);
        Prop.ForAll(cases.ToArbitrary(), static given =>
        {
            ObjectIndex index = new();
            foreach (ObjectKey key in given.Keys)
                index.Put(Object(key));
            List<string> actual = [];
            ObjectKey after = given.After;
            bool afterIsPrefix = false;
            while (true)
            {
                ListingPage page = ListingPage.Read(index, new ListingQuery(given.Prefix, given.Delimiter, after, afterIsPrefix, given.Limit));
                Assert.True(page.Count <= given.Limit);
                actual.AddRange(page.Objects.Select(static o => "k:" + Hex(o.Key)).Concat(page.CommonPrefixes.Select(static p => "p:" + Hex(p))));
                if (!page.IsTruncated)
                    break;
                Assert.Equal(given.Limit, page.Count);
                (after, afterIsPrefix) = (page.Last, page.LastIsPrefix);
            }
            Assert.Equal(Model(given.Keys, given.Prefix, given.Delimiter, given.After).Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_index_keeps_what_a_sorted_dictionary_keeps()
    {
        Random random = new(1);
        ObjectIndex index = new();
        SortedDictionary<ObjectKey, KeptObject> model = [];
        for (int i = 0; i < 20_000; i++)
        {
            KeptObject stored = Object(new ObjectKey($"{random.Next(3000):x}"));
            if (random.Next(3) == 0)
                Assert.Equal(model.Remove(stored.Key), index.Remove(stored.Key) is not null);
            else
            {
                Assert.Equal(model.ContainsKey(stored.Key), index.Put(stored) is not null);
                model[stored.Key] = stored;
            }
            Assert.Equal(model.Count, index.Count);
        }
        List<KeptObject> walked = [];
        for (ObjectIndex.Cursor cursor = index.Seek(ObjectKey.Empty); cursor.Current is { } current; cursor.MoveNext())
            walked.Add(current);
        Assert.Equal(model.Values, walked);
        foreach (KeptObject stored in walked)
            Assert.Same(stored, index.Find(stored.Key));
    }

    [Fact]
    public void A_million_keys_page_and_roll_up_without_walking_them_all()
    {
        ObjectIndex index = new();
        KeptObject shape = Object(ObjectKey.Empty);
        for (int directory = 0; directory < 1000; directory++)
            for (int file = 0; file < 1000; file++)
                index.Put(shape with { KeyBytes = Encoding.ASCII.GetBytes($"{directory:d4}/{file:d4}") });
        Assert.Equal(1_000_000, index.Count);
        Stopwatch watch = Stopwatch.StartNew();
        int pages = 0, keys = 0;
        ObjectKey after = ObjectKey.Empty;
        for (bool more = true; more; pages++)
        {
            ListingPage page = ListingPage.Read(index, new ListingQuery(ObjectKey.Empty, ObjectKey.Empty, after, false, 1000));
            (keys, after, more) = (keys + page.Count, page.Last, page.IsTruncated);
        }
        ListingPage rolledUp = ListingPage.Read(index, new ListingQuery(ObjectKey.Empty, new ObjectKey("/"), ObjectKey.Empty, false, 1000));
        Assert.Equal((1000, 1_000_000, 1000, false), (pages, keys, rolledUp.CommonPrefixes.Count, rolledUp.IsTruncated));
        // A walk for each page would take many minutes; a bound that a loaded machine keeps too.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    static IEnumerable<string> Model(IEnumerable<ObjectKey> keys, ObjectKey prefix, ObjectKey delimiter, ObjectKey after) =>
        keys.Where(k => k > after && k.StartsWith(prefix)).Select(k =>
        {
            int at = delimiter.IsEmpty ? -1 : k.Bytes[prefix.Length..].IndexOf(delimiter.Bytes);
            return at < 0 ? "k:" + Hex(k) : "p:" + Convert.ToHexString(k.Bytes[..(prefix.Length + at + delimiter.Length)]);
        }).Distinct();

    static string Hex(ObjectKey key) => Convert.ToHexString(key.Bytes);

    static KeptObject Object(ObjectKey key) => new()
    {
        KeyBytes = key.Bytes.ToArray(),
        Size = 0,
        LastModified = DateTimeOffset.UnixEpoch,
        ETag = "",
        Description = ObjectDescription.Default,
        Access = new AccessList("", []),
    };
}
