using Sluice.Cli.Progress;

namespace Sluice.Tests.Cli;

public sealed class RemainingMeterTests
{
    [Fact]
    public void The_time_left_waits_until_it_rests_on_something()
    {
        RemainingMeter meter = new();
        Assert.Null(meter.Add(TimeSpan.FromHours(5), 0.0001, TimeSpan.FromSeconds(0.3)));
        Assert.Null(meter.Add(TimeSpan.FromSeconds(40), 0.05, TimeSpan.FromSeconds(2.9)));
        Assert.Equal(TimeSpan.FromSeconds(30), meter.Add(TimeSpan.FromSeconds(30), 0.1, TimeSpan.FromSeconds(3.1)));
        Assert.Null(meter.Add(null, 0.1, TimeSpan.FromSeconds(4)));
        // What listed for long before it moved anything is as new as one that begins.
        RemainingMeter listed = new();
        Assert.Null(listed.Add(null, 0, TimeSpan.FromMinutes(1)));
        Assert.Null(listed.Add(TimeSpan.FromSeconds(50), 0.02, TimeSpan.FromSeconds(61)));
        Assert.NotNull(listed.Add(TimeSpan.FromSeconds(50), 0.06, TimeSpan.FromSeconds(64)));
        // A hundredth of a long run is a while itself.
        RemainingMeter large = new();
        Assert.Null(large.Add(TimeSpan.FromHours(2), 0.0005, TimeSpan.FromSeconds(5)));
        Assert.NotNull(large.Add(TimeSpan.FromHours(2), 0.0022, TimeSpan.FromSeconds(16)));
    }

    [Fact]
    public void The_time_left_has_no_jumps_and_is_never_far_from_what_the_rate_beside_it_says()
    {
        RemainingMeter meter = new();
        TimeSpan? before = null;
        Random lots = new(7);
        for (int tick = 0; tick < 400; tick++)
        {
            // A true time of 100 s, told by a rate that is up to a tenth off.
            double at = 5 + (tick / 10.0), estimate = Math.Max(0, 100 - at) * (0.9 + (lots.NextDouble() * 0.2));
            TimeSpan shown = meter.Add(TimeSpan.FromSeconds(Math.Ceiling(estimate)), at / 100, TimeSpan.FromSeconds(at))!.Value;
            Assert.InRange(shown.TotalSeconds, (estimate / 1.1) - 1, (estimate * 1.1) + 2);
            if (before is { } last && tick > 20)
                Assert.InRange(shown.TotalSeconds - last.TotalSeconds, -3, 3);
            before = shown;
        }
        // Next to nothing moves: there are no hours to be told of.
        Assert.Null(meter.Add(TimeSpan.FromHours(20), 0.45, TimeSpan.FromSeconds(46)));
    }
}
