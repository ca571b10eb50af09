using Sluice.Engine.Scheduling;

namespace Sluice.Tests.Engine.Scheduling;

public sealed class HeldWindowTests
{
    const double MiB = 1 << 20;
    const double Tick = 0.25;

    [Theory]
    [InlineData(1250e6, 0.25)]
    [InlineData(125e6, 0.5)]
    [InlineData(12_500e6, 0.1)]
    public void A_way_that_carries_more_gets_what_fills_it_within_seconds(double rate, double seconds)
    {
        HeldWindow window = new();
        double reached = Run(window, rate, seconds, ticks: 40);
        Assert.True(reached > 0.95 * rate, $"{reached / 1e6:N0} of {rate / 1e6:N0} MB/s with {window.Bytes / MiB:N0} MiB");
    }

    [Theory]
    [InlineData(250e6, 0.08)]
    [InlineData(1250e6, 0.25)]
    [InlineData(5e6, 0.1)]
    public void What_would_only_wait_in_line_is_not_held(double rate, double seconds)
    {
        HeldWindow window = new();
        Run(window, rate, seconds, ticks: 400);
        double carried = rate * seconds;
        Assert.InRange(window.Bytes, 0, Math.Max(1.1 * HeldWindow.Least, 2.2 * carried));
    }

    [Fact]
    public void A_way_that_becomes_slower_is_found_out()
    {
        HeldWindow window = new();
        Run(window, 1250e6, 0.25, ticks: 80);
        Run(window, 50e6, 0.25, ticks: 1000);
        Assert.InRange(window.Bytes, 0, 2.5 * HeldWindow.Least);
    }

    [Fact]
    public void Small_objects_before_large_ones_do_not_keep_these_short()
    {
        HeldWindow window = new();
        Run(window, 1250e6, 0.03, ticks: 100, atMost: 16 * MiB);
        Assert.True(Run(window, 1250e6, 0.3, ticks: 80) > 0.95 * 1250e6, $"{window.Bytes / MiB:N0} MiB");
    }

    [Fact]
    public void A_short_run_that_waits_for_the_store_holds_more_after_each_round()
    {
        HeldWindow window = new();
        const double Round = 0.1, Look = 0.02;
        double seconds = 0;
        for (double left = 320 * MiB; left > 0; seconds += Look)
        {
            double through = window.Bytes / Round;
            window.Observe(Look, (long)(through * Look), window.Bytes);
            left -= through * Look;
        }
        // With what it begins with it would take 0.5 s.
        Assert.InRange(seconds, 0, 0.4);
    }

    [Fact]
    public void Nothing_held_teaches_nothing()
    {
        HeldWindow window = new();
        for (int i = 0; i < 100; i++)
            window.Observe(Tick, 0, 0);
        Assert.Equal(HeldWindow.First, window.Bytes);
    }

    // A line of one rate: what is held above what it carries in the time of a byte waits. The best second's rate.
    static double Run(HeldWindow window, double rate, double seconds, int ticks, double atMost = double.PositiveInfinity)
    {
        double best = 0;
        for (int i = 0; i < ticks; i++)
        {
            double held = Math.Min(window.Bytes, atMost);
            double through = Math.Min(rate, held / seconds);
            best = Math.Max(best, through);
            window.Observe(Tick, (long)(through * Tick), (long)held);
        }
        return best;
    }
}
