using Sluice.Trees.Listing;

namespace Sluice.Tests.Trees.Listing;

public sealed class ListingConcurrencyTests
{
    [Fact]
    public void It_doubles_up_to_64_while_pages_come_without_trouble()
    {
        ListingConcurrency pace = new(null);
        int first = pace.Limit;
        Pages(pace, first, 0, 0);
        Assert.Equal(2 * first, pace.Limit);
        Pages(pace, 1000, 0, 0);
        Assert.Equal(64, pace.Limit);
    }

    [Fact]
    public void A_store_that_asks_to_slow_down_is_answered_once_for_all_requests_under_way_and_growth_is_slow_from_then_on()
    {
        ListingConcurrency pace = new(null);
        Pages(pace, 1000, 0, 0);
        for (int throttles = 1; throttles <= 20; throttles++)
            pace.Count(pace.Limit, TimeSpan.FromSeconds(1), throttles, throttles);
        Assert.Equal(44, pace.Limit);
        Pages(pace, 25, 20, 20);
        Assert.Equal(44, pace.Limit);
        Pages(pace, 44, 20, 20);
        Assert.Equal(45, pace.Limit);
    }

    [Fact]
    public void A_storm_of_time_outs_halves_it()
    {
        ListingConcurrency pace = new(null);
        Pages(pace, 1000, 0, 0);
        for (int page = 1; page <= 64; page++)
            pace.Count(pace.Limit, TimeSpan.FromSeconds(1), 0, page);
        Assert.Equal(32, pace.Limit);
    }

    [Fact]
    public void Where_more_at_once_only_makes_each_slower_it_stays_where_it_began()
    {
        ListingConcurrency pace = new(null);
        int most = 0;
        for (int page = 0; page < 2000; page++)
        {
            // A processor that makes four pages a second, however many are asked of it.
            pace.Count(pace.Limit, TimeSpan.FromSeconds(pace.Limit / 4.0), 0, 0);
            most = Math.Max(most, pace.Limit);
        }
        Assert.InRange(most, 4, 8);
    }

    [Fact]
    public void What_did_not_pay_is_tried_again()
    {
        ListingConcurrency pace = new(null);
        for (int page = 0; page < 100; page++)
            pace.Count(pace.Limit, TimeSpan.FromSeconds(pace.Limit / 4.0), 0, 0);
        Assert.InRange(pace.Limit, 4, 8);
        Pages(pace, 3000, 0, 0);
        Assert.Equal(64, pace.Limit);
    }

    [Fact]
    public void A_limit_that_nothing_comes_near_to_is_not_raised()
    {
        ListingConcurrency pace = new(null);
        for (int page = 0; page < 100; page++)
            pace.Count(2, TimeSpan.FromSeconds(1), 0, 0);
        Assert.Equal(4, pace.Limit);
    }

    [Fact]
    public void A_pinned_number_stays()
    {
        ListingConcurrency pace = new(7);
        Pages(pace, 100, 50, 50);
        Assert.Equal(7, pace.Limit);
    }

    static void Pages(ListingConcurrency pace, int count, long throttles, long retries)
    {
        for (int i = 0; i < count; i++)
            pace.Count(pace.Limit, TimeSpan.FromSeconds(1), throttles, retries);
    }
}
