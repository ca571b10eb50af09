using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

/// <summary>Stores that do not list as S3 does.</summary>
public sealed class OddStoreTests
{
    static readonly ObjectKey[] Dense = [.. Enumerable.Range(0, 2000).Select(static i => new ObjectKey($"object-{i:d6}"))];

    [Theory]
    [InlineData(nameof(ListingOrder.Sorted))]
    [InlineData(nameof(ListingOrder.Any))]
    public void A_store_that_ignores_start_after_is_listed_page_after_page_and_said_so(string order) =>
        AssertSerial(new KeyStore(Dense) { IgnoresStartAfter = true }, Enum.Parse<ListingOrder>(order), "does not honour start-after");

    [Theory]
    [InlineData(nameof(ListingOrder.Sorted))]
    [InlineData(nameof(ListingOrder.Any))]
    public void A_store_that_refuses_keys_it_does_not_hold_is_listed_page_after_page_and_said_so(string order) =>
        AssertSerial(new KeyStore(Dense) { RefusesOtherKeys = true }, Enum.Parse<ListingOrder>(order), "refused to list from a key that it does not hold (InvalidArgument)");

    [Theory]
    [InlineData(nameof(ListingOrder.Sorted))]
    [InlineData(nameof(ListingOrder.Any))]
    public void A_store_that_shows_nothing_behind_a_key_it_does_not_hold_loses_no_key(string order)
    {
        KeyStore store = new(Enumerable.Range(0, 3000).Select(static i => new ObjectKey($"{i * 7919 % 100_003:d6}x"))) { KnowsOnlyItsKeys = true };
        for (int seed = 0; seed < 20; seed++)
        {
            PlanDriver run = Run(store, Enum.Parse<ListingOrder>(order), seed);
            Assert.Null(run.Error);
            Assert.Equal(store.Keys, run.Keys.Order());
        }
        Assert.NotEmpty(store.MadeUp);
    }

    [Fact]
    public void A_store_without_order_ends_a_sorted_listing_with_an_error_and_is_listed_as_it_comes_otherwise()
    {
        KeyStore store = new(Dense) { ListsBackwards = true };
        PlanDriver sorted = Run(store, ListingOrder.Sorted, 1);
        Assert.Equal(FailureKind.Protocol, sorted.Error?.Kind);
        Assert.Contains("out of order", sorted.Error?.Message, StringComparison.Ordinal);
        foreach (ListingOrder order in new[] { ListingOrder.SortedWherePossible, ListingOrder.Any })
            AssertSerial(store, order, "does not list in the order of bytes");
    }

    [Fact]
    public void A_directory_bucket_is_listed_page_after_page_and_said_so()
    {
        KeyStore store = new(Dense) { ListsBackwards = true };
        PlanDriver run = new PlanDriver(store, new ListObjectsRequest("bucket--use1-az4--x-s3") { MaxKeys = 10 }, new ListingOptions { Order = ListingOrder.Any }, 1).Run();
        Assert.Equal((null, 1, "A directory bucket lists in no order: page after page."), (run.Error, run.MostUnderWay, run.Notice));
        Assert.Equal(store.Keys, run.Keys.Order());
        Assert.Empty(store.MadeUp);
    }

    [Fact]
    public void A_key_that_does_not_begin_with_the_prefix_ends_the_listing_with_an_error()
    {
        KeyStore store = new(Dense) { IgnoresPrefix = true };
        PlanDriver run = new PlanDriver(store, new ListObjectsRequest("bucket") { Prefix = new ObjectKey("object-0001") }, new ListingOptions(), 1).Run();
        Assert.Equal(FailureKind.Protocol, run.Error?.Kind);
        Assert.Empty(run.Keys);
    }

    [Fact]
    public void A_start_that_the_store_passes_over_is_kept_to_all_the_same()
    {
        KeyStore store = new(Dense) { IgnoresStartAfter = true };
        PlanDriver run = new PlanDriver(store, new ListObjectsRequest("bucket") { StartAfter = Dense[500], MaxKeys = 10 }, new ListingOptions(), 1).Run();
        Assert.Null(run.Error);
        Assert.Contains("does not honour start-after", run.Notice, StringComparison.Ordinal);
        Assert.Equal(Dense[501..], run.Keys);
    }

    static void AssertSerial(KeyStore store, ListingOrder order, string notice)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            PlanDriver run = Run(store, order, seed);
            Assert.Null(run.Error);
            Assert.Contains(notice, run.Notice, StringComparison.Ordinal);
            Assert.Equal(store.Keys, run.Keys.Order());
        }
    }

    static PlanDriver Run(KeyStore store, ListingOrder order, int seed) =>
        new PlanDriver(store, new ListObjectsRequest("bucket") { MaxKeys = 10 }, new ListingOptions { Order = order }, seed).Run();
}
