using FsCheck;
using FsCheck.Fluent;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>The lister against a sorted list, for keys that are hard to split and answers that come in any order.</summary>
public sealed class ListerModelTests
{
    static readonly int Seeds = Tier.Of(usual: 25, all: 60);

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

    [Fact]
    public void Any_few_letters_in_any_pages_at_any_parallelism_come_out_once()
    {
        var cases = from keys in Gen.Elements((byte)'a', (byte)'b', (byte)'/', (byte)'%', (byte)0xc3, (byte)0xa4, (byte)1).NonEmptyListOf().Select(static bytes => new ObjectKey([.. bytes])).ListOf()
                    from page in Gen.Choose(1, 3)
                    from order in Gen.Elements(ListingOrder.Sorted, ListingOrder.SortedWherePossible, ListingOrder.Any)
                    from parallelism in Gen.Choose(1, 16)
                    from seed in Gen.Choose(0, 10_000)
                    select (Keys: keys, Page: page, Order: order, Parallelism: parallelism, Seed: seed);
        Prop.ForAll(cases.ToArbitrary(), static given =>
        {
            KeyStore store = new(given.Keys);
            PlanDriver run = new PlanDriver(store, new ListObjectsRequest("bucket") { MaxKeys = given.Page }, new ListingOptions { Order = given.Order, Parallelism = given.Parallelism }, given.Seed).Run();
            Assert.Null(run.Error);
            Assert.Equal(store.Keys, given.Order == ListingOrder.Any ? run.Keys.Order() : run.Keys);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Keys_added_and_removed_meanwhile_do_no_harm_to_the_others(string set)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            Random random = new(seed);
            ObjectKey[] all = [.. KeySets.Make(set, random, random.Next(1, 2000)).Distinct()];
            HashSet<ObjectKey> volatiles = [.. all.Where(_ => random.Next(3) == 0)];
            KeyStore store = new(all.Where(key => !volatiles.Contains(key) || random.Next(2) == 0));
            ObjectKey[] changing = [.. volatiles];
            ListingOrder order = seed % 2 == 0 ? ListingOrder.Sorted : ListingOrder.Any;
            PlanDriver run = new PlanDriver(store, new ListObjectsRequest("bucket") { MaxKeys = random.Next(1, 12) }, new ListingOptions { Order = order, Parallelism = random.Next(1, 65) }, seed)
            {
                Meanwhile = random => Change(store, changing, random),
            }.Run();
            Assert.Null(run.Error);
            Assert.Equal(run.Keys.Count, run.Keys.Distinct().Count());
            Assert.Equal(all.Where(key => !volatiles.Contains(key)).Order(), run.Keys.Where(key => !volatiles.Contains(key)).Order());
            if (order == ListingOrder.Sorted)
                Assert.Equal(run.Keys.Order(), run.Keys);
        }
    }

    static void Change(KeyStore store, ObjectKey[] changing, Random random)
    {
        for (int i = 0; i < Math.Min(3, changing.Length); i++)
        {
            ObjectKey key = changing[random.Next(changing.Length)];
            int at = store.Keys.BinarySearch(key);
            if (at >= 0)
                store.Keys.RemoveAt(at);
            else
                store.Keys.Insert(~at, key);
        }
    }

    static ObjectKey PrefixOf(ObjectKey key, Random random) => new(key.Bytes[..random.Next(key.Length + 1)].ToArray());

    // Valid UTF-8, no control characters.
    static bool IsFitToSend(ObjectKey key) => key.TryGetText(out string text) && !text.Any(char.IsControl);
}
