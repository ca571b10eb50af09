using Sluice.Cli.Commands;
using Sluice.S3;

namespace Sluice.Tests.Cli;

public sealed class UsageTreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_directory_down_to_the_depth_is_added_up_once_as_if_all_keys_were_at_hand(int depth)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            ObjectKey[] keys = [.. Enumerable.Range(0, random.Next(200)).Select(_ => new ObjectKey("top/" + new string(random.GetItems("ab//-".AsSpan(), random.Next(1, 12))))).Distinct().Order()];
            Dictionary<string, (long Objects, long Bytes)> expected = [];
            foreach (ObjectKey key in keys)
                foreach (string directory in Directories(key.ToString()[4..]).Take(depth))
                {
                    (long objects, long bytes) = expected.GetValueOrDefault(directory);
                    expected[directory] = (objects + 1, bytes + key.Length);
                }
            Dictionary<string, (long Objects, long Bytes)> reported = [];
            UsageTree tree = new(4, depth, (directory, sum) => reported.Add(directory.ToString()[4..], (sum.Objects, sum.Bytes)));
            foreach (ObjectKey key in keys)
                tree.Add(key, key.Length);
            tree.End();
            Assert.Equal(expected.OrderBy(static pair => pair.Key, StringComparer.Ordinal), reported.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
        }
    }

    static IEnumerable<string> Directories(string key)
    {
        for (int at = key.IndexOf('/', StringComparison.Ordinal); at >= 0; at = key.IndexOf('/', at + 1))
            yield return key[..(at + 1)];
    }
}
