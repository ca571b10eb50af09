using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>Requests and time of listings, in virtual time: every answer takes one to 1.3.</summary>
public sealed class ListingCostTests
{
    const int PageSize = 100;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(300, 3)]
    [InlineData(500, 5)]
    public void A_few_pages_cost_no_request_more_than_one_page_after_another(int keys, int requests)
    {
        foreach (ListingOrder order in Enum.GetValues<ListingOrder>())
        {
            KeyStore store = new(Numbers(keys));
            Run(store, order);
            Assert.Equal(requests, store.Requests);
        }
    }

    [Fact]
    public void A_thousand_pages_of_a_flat_bucket_take_a_tenth_of_the_time_and_at_most_a_tenth_more_requests()
    {
        foreach (IEnumerable<ObjectKey> keys in new[] { Numbers(1000 * PageSize), Hexadecimal(1000 * PageSize) })
            foreach (ListingOrder order in new[] { ListingOrder.Sorted, ListingOrder.Any })
            {
                KeyStore store = new(keys);
                PlanDriver run = Run(store, order);
                Assert.InRange(store.Requests, 1000, 1100);
                // Page after page: 1,000 answers of 1.15 on the average.
                Assert.InRange(run.Time, 0, 115);
            }
    }

    [Fact]
    public void A_deep_tree_of_which_nothing_can_be_guessed_is_still_listed_several_times_as_fast()
    {
        Random random = new(1);
        KeyStore store = new(Enumerable.Range(0, 1500).SelectMany(_ => Directory(random)));
        double pages = Math.Ceiling(store.Keys.Count / (double)PageSize);
        PlanDriver run = Run(store, ListingOrder.Sorted);
        Assert.InRange(run.Time, 0, pages * 1.15 / 3);
        Assert.InRange(store.Requests, pages, pages * 1.35);
    }

    [Fact]
    public void Whoever_takes_pages_slowly_has_few_of_them_held()
    {
        ListingPlan plan = new(new ListObjectsRequest("bucket") { MaxKeys = PageSize }, new ListingOptions());
        KeyStore store = new(Numbers(100 * PageSize));
        plan.Starved();
        int asked = 0;
        while (plan.NextFetch() is { } range)
        {
            plan.Arrived(range, store.List(plan.RequestFor(range), default), TimeSpan.Zero, 0, 0);
            asked++;
        }
        Assert.Equal((2, 2), (asked, plan.Held));
    }

    static PlanDriver Run(KeyStore store, ListingOrder order) =>
        new PlanDriver(store, new ListObjectsRequest("bucket") { MaxKeys = PageSize }, new ListingOptions { Order = order }, 1) { Jitter = 0.3 }.Run();

    static IEnumerable<ObjectKey> Numbers(int count) => Enumerable.Range(0, count).Select(static i => new ObjectKey($"object-{i:d10}"));

    static IEnumerable<ObjectKey> Hexadecimal(int count)
    {
        Random random = new(1);
        return Enumerable.Range(0, count).Select(_ => new ObjectKey($"{random.NextInt64():x16}"));
    }

    // A name of letters, and one to a thousand files in it, most of them few.
    static IEnumerable<ObjectKey> Directory(Random random)
    {
        string name = new(random.GetItems("aaaaabbcdefghijklmnopqrstuvwxyz".AsSpan(), random.Next(3, 9)));
        return Enumerable.Range(0, (int)Math.Exp(random.NextDouble() * 6.9)).Select(i => new ObjectKey($"users/{name}/docs/{i}.dat"));
    }
}
