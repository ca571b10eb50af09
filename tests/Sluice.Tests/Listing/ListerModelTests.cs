using Sluice.Listing;
using Sluice.S3;

namespace Sluice.Tests.Listing;

/// <summary>The lister against a sorted list, for keys that are hard to cut and answers that come in any order.</summary>
public sealed class ListerModelTests
{
    const int Seeds = 60;

    /// <summary>Names of <see cref="KeySets"/>.</summary>
    public static TheoryData<string> Sets => [.. KeySets.Names];

    [Theory]
    [MemberData(nameof(Sets))]
    public void No_key_is_lost_or_doubled_sorted_or_not_for_any_keys_and_any_parallelism(string set)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            Random random = new(seed);
            KeyStore store = new(KeySets.Make(set, random, random.Next(1, 3000)));
            ListObjectsRequest request = new("bucket") { MaxKeys = random.Next(1, 12) };
            if (random.Next(3) == 0)
                request = request with { Prefix = PrefixOf(store.Keys[random.Next(store.Keys.Count)], random) };
            if (random.Next(4) == 0)
                request = request with { StartAfter = store.Keys[random.Next(store.Keys.Count)] };
            ListingOrder order = (ListingOrder)random.Next(3);
            ListingOptions options = new() { Order = order, Parallelism = random.Next(3) == 0 ? null : random.Next(1, 65), Pages = random.Next(2, 200) };
            PlanDriver run = new PlanDriver(store, request, options, seed).Run();
            Assert.Null(run.Error);
            Assert.Null(run.Notice);
            IEnumerable<ObjectKey> expected = store.Keys.Where(key => key.StartsWith(request.Prefix) && key > request.StartAfter);
            Assert.Equal(expected, order == ListingOrder.Any ? run.Keys.Order() : run.Keys);
            Assert.True(run.MostHeld <= options.Pages + 2, $"Seed {seed}: {run.MostHeld} pages were held where {options.Pages} may be.");
            Assert.All(store.MadeUp, static key => Assert.True(IsFitToSend(key), key.ToString()));
        }
    }

    static ObjectKey PrefixOf(ObjectKey key, Random random) => new(key.Bytes[..random.Next(key.Length + 1)].ToArray());

    // Valid UTF-8, no control characters.
    static bool IsFitToSend(ObjectKey key) => key.TryGetText(out string text) && !text.Any(char.IsControl);
}
