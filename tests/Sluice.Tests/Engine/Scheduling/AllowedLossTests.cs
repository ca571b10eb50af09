using Sluice.Engine.Scheduling;

namespace Sluice.Tests.Engine.Scheduling;

public sealed class AllowedLossTests
{
    const long MiB = 1 << 20;
    const double Tick = 0.25;

    [Fact]
    public void At_a_limit_that_holds_the_run_back_two_seconds_of_it_may_be_lost_from_the_start()
    {
        AllowedLoss loss = new(8.0 * MiB);
        Assert.Equal(16 * MiB, loss.Bytes);
        Observe(loss, 10, bytesPerSecond: 8 * MiB, limit: 8 * MiB, paced: true, atRisk: 16 * MiB);
        Assert.Equal(16 * MiB, loss.Bytes);
        Assert.Equal(long.MaxValue, new AllowedLoss(null).Bytes);
    }

    [Fact]
    public void Where_so_few_connections_do_not_reach_the_limit_more_are_allowed_until_they_do()
    {
        AllowedLoss loss = new(100.0 * MiB);
        Observe(loss, 2, 10 * MiB, 100 * MiB, paced: false, 200 * MiB);
        Assert.Equal(200 * MiB, loss.Bytes);
        Observe(loss, 2, 10 * MiB, 100 * MiB, paced: false, 200 * MiB);
        Assert.True(loss.Bytes > 2000 * MiB, $"{loss.Bytes}");
        Observe(loss, 20, 100 * MiB, 100 * MiB, paced: true, 200 * MiB);
        Assert.Equal(200 * MiB, loss.Bytes);
    }

    [Fact]
    public void A_limit_that_is_changed_counts_at_once()
    {
        AllowedLoss loss = new(null);
        loss.Observe(Tick, MiB, 4 * MiB, isPaced: true, 128 * MiB);
        Assert.Equal(8 * MiB, loss.Bytes);
        loss.Observe(Tick, MiB, null, isPaced: false, 128 * MiB);
        Assert.Equal(long.MaxValue, loss.Bytes);
    }

    [Fact]
    public void On_a_line_that_is_slow_by_itself_twenty_seconds_of_it_may_be_lost_once_that_is_measured()
    {
        AllowedLoss loss = new(null);
        Assert.Equal(0, Observe(loss, 5.5, MiB, null, paced: false, 128 * MiB));
        Assert.Equal(long.MaxValue, loss.Bytes);
        Assert.Equal(1, Observe(loss, 0.5, MiB, null, paced: false, 128 * MiB));
        Assert.Equal(20 * MiB, loss.Bytes);
        // As fast with one part at a time; and when the line gets faster more may be on their way.
        Assert.Equal(0, Observe(loss, 60, MiB, null, paced: false, 16 * MiB));
        Assert.Equal(20 * MiB, loss.Bytes);
        Observe(loss, 20, 4 * MiB, null, paced: false, 16 * MiB);
        Assert.Equal(80 * MiB, loss.Bytes);
    }

    [Fact]
    public void Where_each_connection_has_its_own_limit_what_was_tried_is_taken_back_for_good()
    {
        AllowedLoss loss = new(null);
        Assert.Equal(1, Observe(loss, 6, 2 * MiB, null, paced: false, 128 * MiB));
        // Two parts instead of eight, at a quarter of the speed.
        Assert.Equal(0, Observe(loss, 10, MiB / 2, null, paced: false, 32 * MiB));
        Assert.Equal(long.MaxValue, loss.Bytes);
        Assert.Equal(0, Observe(loss, 100, 2 * MiB, null, paced: false, 128 * MiB));
        Assert.Equal(long.MaxValue, loss.Bytes);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(20)]
    public void A_fast_line_is_left_alone(int mibPerSecond)
    {
        AllowedLoss loss = new(null);
        Assert.Equal(0, Observe(loss, 60, mibPerSecond * MiB, null, paced: false, 256 * MiB));
        Assert.Equal(long.MaxValue, loss.Bytes);
    }

    [Fact]
    public void A_slow_line_that_takes_much_at_a_time_is_judged_by_what_it_takes_in_the_long_run()
    {
        AllowedLoss loss = new(null);
        // 20 MiB into buffers, and then 8 MiB every 16 s.
        Observe(loss, 1, 20 * MiB, null, paced: false, 128 * MiB);
        Assert.Equal(0, Observe(loss, 16, 0, null, paced: false, 128 * MiB));
        loss.Observe(Tick, 8 * MiB, null, isPaced: false, 128 * MiB);
        Assert.True(loss.IsExceeded);
        Assert.InRange(loss.Bytes, 9 * MiB, 12 * MiB);
    }

    [Fact]
    public void A_pause_says_nothing()
    {
        AllowedLoss loss = new(null);
        Assert.Equal(0, Observe(loss, 60, 0, null, paced: false, 256 * MiB));
        Assert.Equal(long.MaxValue, loss.Bytes);
    }

    [Fact]
    public void A_machine_that_was_busy_elsewhere_is_not_taken_for_a_slow_line()
    {
        AllowedLoss loss = new(null);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(0, Observe(loss, 5, MiB, null, paced: false, 128 * MiB));
            loss.Observe(2, MiB, null, isPaced: false, 128 * MiB);
            Assert.False(loss.IsExceeded);
        }
        Assert.Equal(long.MaxValue, loss.Bytes);
    }

    // How often it asked for parts to be given back.
    static int Observe(AllowedLoss loss, double seconds, long bytesPerSecond, double? limit, bool paced, long atRisk)
    {
        int exceeded = 0;
        for (double at = 0; at < seconds; at += Tick)
        {
            loss.Observe(Tick, (long)(bytesPerSecond * Tick), limit, paced, atRisk);
            exceeded += loss.IsExceeded ? 1 : 0;
        }
        return exceeded;
    }
}
