using System.Text;
using Sluice.S3.Operations;

namespace Sluice.Probing.Checks;

/// <summary>Names that need care: each must be written, read, listed and removed as it is, and be another one than its neighbour.</summary>
internal static class KeyChecks
{
    const string Page = "S3 User Guide, \"Naming Amazon S3 objects\"";
    const string NoWay = "Nothing is changed about names: what the store does not take is failed and named.";

    public static IReadOnlyList<ProbeCheck> All { get; } =
    [
        Odd("key-space", "keeps blanks in keys", "a b  c", "a b c"),
        Odd("key-plus", "keeps plus signs in keys apart from blanks", "a+b", "a b"),
        Odd("key-percent", "keeps percent signs in keys apart from what they encode", "a%20b%2Fc", "a b/c"),
        Odd("key-unicode", "keeps composed and decomposed characters in keys apart", "caf\u00e9", "cafe\u0301"),
        Odd("key-slashes", "keeps double slashes in keys", "a//b", "a/b"),
        Odd("key-dots", "keeps dots between slashes in keys", "a/./b/../c", "a/c"),
        Odd("key-trailing-slash", "keeps a key with a slash at its end apart from the one without", "dir/", "dir"),
        Odd("key-case", "keeps capital and small letters in keys apart", "CASE", "case"),
        Odd("key-control", "takes control characters in keys", "a\u0001\nb", "ab"),
        Odd("key-reserved", "takes reserved characters of URLs in keys", "a?b#c&d=e;f:g@h$i,j!k'l(m)n*o", "a"),
        new("key-long", ProbeArea.Keys, "takes keys of 1,024 bytes", Page, NoWay) { IsReliedOn = true, Look = Long },
        new("key-too-long", ProbeArea.Keys, "refuses keys of more than 1,024 bytes", Page, "Longer keys are copied as any; other stores may refuse them.") { Look = TooLong },
    ];

    static ProbeCheck Odd(string name, string claim, string odd, string neighbour) => new(name, ProbeArea.Keys, claim, Page, NoWay)
    {
        IsReliedOn = true,
        Look = store => Look(store, $"{name}/{odd}", $"{name}/{neighbour}"),
    };

    static Observation Look(ProbedStore store, string odd, string neighbour)
    {
        byte[] first = store.Bytes(), second = store.Bytes();
        if (store.Ask("PUT", odd, first) is { IsDone: false } refused)
            return Observation.Deviates($"PUT was answered with {refused}");
        store.Put(neighbour, second);
        if (store.Read(odd) is not { } kept || !kept.AsSpan().SequenceEqual(first))
            return Observation.Deviates("it is not what was written, once its neighbour was written");
        IReadOnlyList<string> listed = ListingChecks.List(store, odd[..(odd.IndexOf('/', StringComparison.Ordinal) + 1)]);
        if (!listed.Order(StringComparer.Ordinal).SequenceEqual(new[] { odd, neighbour }.Order(StringComparer.Ordinal)))
            return Observation.Deviates($"it is listed as {(listed.Count > 0 ? Failures.DisplayText.Of(string.Join(", ", listed.Take(4))) : "nothing")}");
        store.Need("DELETE", odd);
        return Observation.Of(
            (store.Read(odd) is null, "it is there after it was removed"),
            (store.Read(neighbour) is { } left && left.AsSpan().SequenceEqual(second), "its neighbour was removed in its place"));
    }

    static string OfLength(ProbedStore store, int length) => "long/" + new string('k', Math.Max(1, length - store.Key("long/").Length));

    static Observation Long(ProbedStore store)
    {
        string name = OfLength(store, 1024);
        if (Encoding.UTF8.GetByteCount(name) + store.Prefix.Length != 1024)
            return Observation.Unknown("the prefix is too long for it");
        byte[] body = store.Bytes();
        ExactAnswer put = store.Ask("PUT", name, body);
        return Observation.Of((put.IsDone, $"PUT was answered with {put}"), (store.Read(name) is { } kept && kept.AsSpan().SequenceEqual(body), "it is not what was written"));
    }

    static Observation TooLong(ProbedStore store)
    {
        ExactAnswer put = store.Ask("PUT", OfLength(store, 1025), store.Bytes());
        return Observation.Of((!put.IsDone, "a key of 1,025 bytes was taken"), (put.Status == 400, $"answered {put}, not 400"));
    }
}
