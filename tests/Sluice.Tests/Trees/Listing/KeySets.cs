using System.Text;
using Sluice.S3;

namespace Sluice.Tests.Trees.Listing;

/// <summary>Keys that are hard to split.</summary>
internal static class KeySets
{
    // What XML 1.0 allows of one byte and what it does not, parts of longer characters, and broken ones.
    static readonly byte[] AnyByte = [.. Enumerable.Range(1, 255).Select(static value => (byte)value)];
    static readonly string Long = new string('q', 150) + "-long/" + new string('z', 150);

    static readonly Dictionary<string, Func<Random, int, ObjectKey>> Makers = new()
    {
        ["one dense range"] = static (_, i) => Text($"object-{i:d10}"),
        ["numbers of all lengths"] = static (_, i) => Text($"img{i}.jpg"),
        ["random hexadecimal"] = static (random, _) => Text($"{random.NextInt64():x16}"),
        ["shared prefixes of hundreds of characters"] = static (_, i) => Text($"a{Long}{i % 3}/{Long}{i:d5}"),
        ["a deep tree"] = static (random, i) => Text($"{(char)('a' + random.Next(3))}/{random.Next(5)}/{(char)('x' + random.Next(3))}/{i % 7}/{i}"),
        ["dates"] = static (random, i) => Text($"logs/2024/{i / 900 % 12 + 1:d2}/{i / 30 % 28 + 1:d2}/{i % 24:d2}-{random.Next(1000)}"),
        ["all bytes that XML allows"] = static (random, _) => new ObjectKey(random.GetItems([.. AnyByte.Where(static value => value is 9 or 10 or 13 or (>= 0x20 and < 0x80))], random.Next(1, 5))),
        ["all bytes"] = static (random, _) => new ObjectKey(random.GetItems(AnyByte, random.Next(1, 4))),
        ["surrogate pairs beside the last of the first plane"] = static (random, _) => Text(string.Concat(Enumerable.Range(0, 3).Select(_ => random.Next(2) == 0 ? char.ConvertFromUtf32(0x1f600 + random.Next(20)) : ((char)(0xfff0 + random.Next(10))).ToString()))),
        ["percent signs and plus signs"] = static (random, _) => Text(new string(random.GetItems("%+ 2F5a".AsSpan(), random.Next(1, 7)))),
        ["two clusters far apart"] = static (random, i) => Text(i % 2 == 0 ? $"a/{i:d6}" : $"zzzz/{random.Next(100_000):d5}/{i}"),
        ["keys that are prefixes of keys"] = static (random, _) => Text(new string('a', random.Next(1, 400)) + (random.Next(2) == 0 ? "" : "b")),
        ["few letters"] = static (random, _) => Text(new string(random.GetItems("ab/".AsSpan(), random.Next(1, 10)))),
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>So many keys, or fewer where two are the same.</summary>
    public static IEnumerable<ObjectKey> Make(string name, Random random, int count) => Enumerable.Range(0, count).Select(i => Makers[name](random, i)).ToArray();

    static ObjectKey Text(string text) => new(text);
}
