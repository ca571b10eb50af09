using Sluice.S3;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Order, pages and limits of listings, on a handful of keys and pages of two.</summary>
internal static class ListingChecks
{
    const string Page = "API Reference, ListObjectsV2";
    const string Names = "listing/";
    const string PagesBySize = "Listings are made page after page, and end with an error where a page cannot follow the one before.";

    // In the order of their bytes: capitals before small letters, and the accented one behind all of ASCII.
    static readonly string[] Keys = ["A", "a", "a/1", "a/2", "b", "b/1", "z", "\u00e9"];

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        new("list-order", ProbeArea.Listings, "lists keys in the order of their bytes", Page, "Listings are made page after page; sync and du end with an error.") { IsReliedOn = true, Remembered = StoreDeviations.UnorderedListings, Look = Order },
        new("list-pages", ProbeArea.Listings, "lists every key once, whatever the size of pages", Page, "Where names come twice or a page does not get on, listings end with an error; what a page leaves out cannot be known.") { IsReliedOn = true, Look = static store => Pages(store, "list-type") },
        new("list-v1-pages", ProbeArea.Listings, "lists every key once by version 1, with marker", "API Reference, ListObjects", "Version 1 is asked only of stores that have no version 2.") { Look = static store => Pages(store, "marker") },
        new("max-keys", ProbeArea.Listings, "gives no more names in a page than max-keys says", Page, "All names of a page are taken, however many.") { Look = MaxKeys },
        new("start-after", ProbeArea.Listings, "begins behind the key that start-after names, whether it is there or not", Page, "Listings are made page after page.") { IsReliedOn = true, Remembered = StoreDeviations.UnorderedListings, Look = StartAfter },
        new("prefix", ProbeArea.Listings, "lists nothing that does not begin with the prefix", Page, "Listings end with an error before anything is done.") { IsReliedOn = true, Look = Prefix },
        new("delimiter", ProbeArea.Listings, "rolls up keys at the delimiter", "S3 User Guide, \"Organizing objects using prefixes\"", "ls and tree show what the store gives; copies and removals list without one.") { Look = Delimiter },
        new("delimiter-pages", ProbeArea.Listings, "rolls up each prefix once, whatever the size of pages", Page, PagesBySize) { Look = DelimiterPages },
        new("encoding-url", ProbeArea.Listings, "encodes names where encoding-type=url is asked for", Page, "Names are found out by looking up which of their readings exist.") { Look = Encoding },
        new("list-entry", ProbeArea.Listings, "lists size, ETag and time as HEAD tells them", Page, "What is listed as another object is failed as changed.") { IsReliedOn = true, Look = Entry },
    ];

    /// <summary>Names that begin so, without the scratch prefix, in the order of one page.</summary>
    public static IReadOnlyList<string> List(ProbedStore store, string prefix, params ProbeField[] fields) => NamesIn(store, Answer(store, prefix, fields), "Key");

    static ExactAnswer Answer(ProbedStore store, string prefix, params ProbeField[] fields) =>
        ProbedStore.Needed(store.AskBucket("GET", null, [("?list-type", "2"), ("?encoding-type", "url"), ("?prefix", store.Key(prefix)), .. fields]), "a listing");

    static string[] NamesIn(ProbedStore store, ExactAnswer answer, string element) =>
        [.. AnswerText.Decoded(AnswerText.Elements(answer.Body, element)).Select(key => key.StartsWith(store.Prefix) ? System.Text.Encoding.UTF8.GetString(key.Bytes[store.Prefix.Length..]) : $"elsewhere:{key}")];

    static Observation Order(ProbedStore store)
    {
        Fill(store);
        IReadOnlyList<string> found = List(store, Names);
        if (Same(found, Keys))
            return Observation.Holds();
        return Same([.. found.Order(StringComparer.Ordinal)], [.. Keys.Order(StringComparer.Ordinal)]) ? Observation.Deviates($"listed {Show(found)}") : Observation.Unknown($"not every key is listed once: {Show(found)}");
    }

    static Observation Pages(ProbedStore store, string version)
    {
        Fill(store);
        List<string> found = [];
        ProbeField[] next = [];
        for (int page = 0; page <= 2 * Keys.Length; page++)
        {
            ExactAnswer answer = version == "marker"
                ? ProbedStore.Needed(store.AskBucket("GET", null, [("?encoding-type", "url"), ("?max-keys", "2"), ("?prefix", store.Key(Names)), .. next]), "a listing")
                : Answer(store, Names, [("?max-keys", "2"), .. next]);
            string[] names = NamesIn(store, answer, "Key");
            found.AddRange(names);
            bool isLast = AnswerText.Element(answer.Body, "IsTruncated") != "true";
            if (isLast)
                return Observation.Of((Same(Sorted(found), Sorted(Keys)), $"in pages of two it lists {Show(found)}"));
            if (version == "marker")
                next = names.Length > 0 ? [("?marker", store.Key(names[^1]))] : [];
            else if (AnswerText.Element(answer.Body, "NextContinuationToken") is { Length: > 0 } token)
                next = [("?continuation-token", token)];
            else
                return Observation.Deviates("a page that is not the last names no token");
        }
        return Observation.Deviates("its pages do not end");
    }

    static Observation MaxKeys(ProbedStore store)
    {
        Fill(store);
        ExactAnswer answer = Answer(store, Names, ("?max-keys", "2"));
        int count = AnswerText.Elements(answer.Body, "Key").Count;
        return Observation.Of((count <= 2, $"a page of at most 2 names has {count}"), (count == 2 || AnswerText.Element(answer.Body, "IsTruncated") == "true", $"a page of at most 2 names has {count} and is the last"));
    }

    static Observation StartAfter(ProbedStore store)
    {
        Fill(store);
        IReadOnlyList<string> behind = List(store, Names, ("?start-after", store.Key(Names + "a/2"))), between = List(store, Names, ("?start-after", store.Key(Names + "a/15")));
        return Observation.Of(
            (Same(Sorted(behind), Sorted(Keys[4..])), $"behind a/2 it lists {Show(behind)}"),
            (Same(Sorted(between), Sorted(Keys[3..])), $"behind a/15, which is not there, it lists {Show(between)}"));
    }

    static Observation Prefix(ProbedStore store)
    {
        Fill(store);
        IReadOnlyList<string> found = List(store, Names + "a/");
        return Observation.Of((Same(Sorted(found), ["a/1", "a/2"]), $"below a/ it lists {Show(found)}"));
    }

    static Observation Delimiter(ProbedStore store)
    {
        Fill(store);
        ExactAnswer answer = Answer(store, Names, ("?delimiter", "/"));
        string[] objects = NamesIn(store, answer, "Key"), prefixes = Prefixes(store, answer);
        return Observation.Of(
            (Same(Sorted(objects), Sorted(["A", "a", "b", "z", "\u00e9"])), $"with a delimiter it lists the objects {Show(objects)}"),
            (Same(Sorted(prefixes), ["a/", "b/"]), $"with a delimiter it lists the prefixes {Show(prefixes)}"));
    }

    static Observation DelimiterPages(ProbedStore store)
    {
        Fill(store);
        List<string> found = [];
        ProbeField[] next = [];
        for (int page = 0; page <= 2 * Keys.Length; page++)
        {
            ExactAnswer answer = Answer(store, Names, [("?delimiter", "/"), ("?max-keys", "1"), .. next]);
            found.AddRange(Prefixes(store, answer));
            if (AnswerText.Element(answer.Body, "NextContinuationToken") is not { Length: > 0 } token)
                return Observation.Of((Same(found, ["a/", "b/"]), $"in pages of one it lists the prefixes {Show(found)}"));
            next = [("?continuation-token", token)];
        }
        return Observation.Deviates("its pages do not end");
    }

    static Observation Encoding(ProbedStore store)
    {
        store.Put("encoded/a b&\u00e9");
        ExactAnswer answer = Answer(store, "encoded/");
        string raw = AnswerText.Elements(answer.Body, "Key") is [var key] ? System.Text.Encoding.UTF8.GetString(key.Bytes) : throw new CannotTellException("the object is not listed once");
        return Observation.Of(
            (AnswerText.Element(answer.Body, "EncodingType") == "url", "does not say EncodingType"),
            (!raw.Contains(' ', StringComparison.Ordinal) && !raw.Contains('\u00e9', StringComparison.Ordinal), $"a name came as {Failures.DisplayText.Of(raw)}"));
    }

    static Observation Entry(ProbedStore store)
    {
        string name = store.Object;
        ExactAnswer head = store.Need("HEAD", name), list = Answer(store, name);
        string? size = AnswerText.Element(list.Body, "Size"), tag = AnswerText.Element(list.Body, "ETag"), time = AnswerText.Element(list.Body, "LastModified");
        bool sameTime = DateTimeOffset.TryParse(time, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset listed)
            && DateTimeOffset.TryParse(head.Header("last-modified"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset told) && (listed - told).Duration() < TimeSpan.FromSeconds(2);
        return Observation.Of(
            (size == head.Header("content-length"), $"lists the size {Text(size)}, and HEAD tells {Text(head.Header("content-length"))}"),
            (tag is not null && head.Header("etag") is { } etag && EntityTag.AreSame(tag.Trim('"'), etag.Trim('"')), $"lists the ETag {Text(tag)}, and HEAD tells {Text(head.Header("etag"))}"),
            (sameTime, $"lists the time {Text(time)}, and HEAD tells {Text(head.Header("last-modified"))}"));
    }

    static void Fill(ProbedStore store)
    {
        if (store.Written.Contains(store.Key(Names + Keys[^1])))
            return;
        foreach (string key in Keys)
            store.Put(Names + key, store.Bytes(1));
    }

    static string[] Prefixes(ProbedStore store, ExactAnswer answer) =>
        [.. AnswerText.Elements(answer.Body, "CommonPrefixes").SelectMany(static one => AnswerText.Elements(one.Bytes.ToArray(), "Prefix")).Select(key => NameOf(store, key))];

    static string NameOf(ProbedStore store, ObjectKey key) => AnswerText.Decoded([key])[0] is var name && name.StartsWith(store.Prefix) ? System.Text.Encoding.UTF8.GetString(name.Bytes[store.Prefix.Length..]) : $"elsewhere:{name}";

    // Names of this folder's own objects, with or without its name in front.
    static bool Same(IReadOnlyList<string> found, IReadOnlyList<string> expected) => found.Select(Short).SequenceEqual(expected);

    static string[] Sorted(IEnumerable<string> names) => [.. names.Select(Short).Order(StringComparer.Ordinal)];

    static string Short(string name) => name.StartsWith(Names, StringComparison.Ordinal) ? name[Names.Length..] : name;

    static string Show(IEnumerable<string> names) => names.Any() ? Failures.DisplayText.Of(string.Join(' ', names.Select(Short).Take(12))) : "nothing";

    static string Text(string? value) => value is null ? "none" : Failures.DisplayText.Of(value);
}
