using Sluice.Benchmarking;
using Sluice.Benchmarking.Measuring;
using Sluice.Tests.Support;

namespace Sluice.Tests.Benchmarking.Measuring;

public sealed class TimelineTests
{
    readonly ManualClock _clock = new();
    long _bytes, _requests;
    TimeSpan _cpu;

    Reading Read() => new(_clock.GetTimestamp(), _clock.GetUtcNow(), _bytes, _requests, 0, 0, 8, _cpu, TimeSpan.Zero);

    void Work(double seconds, long bytes, long requests = 1)
    {
        _bytes += bytes;
        _requests += requests;
        _cpu += TimeSpan.FromSeconds(seconds / 2);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void Seconds_add_up_to_the_phase_and_those_of_the_warm_up_are_not_above_zero()
    {
        using Timeline timeline = new(_clock, cores: 2, Read);
        Work(1, 1000);
        Work(0.5, 1000);
        Reading began = timeline.Cut();
        Work(1, 300);
        Work(1, 100);
        Work(0.25, 50);
        timeline.Cut();
        IReadOnlyList<BenchSecond> seconds = timeline.Seconds(began.At);
        Assert.Equal([-0.5, 0, 1, 2, 2.25], seconds.Select(static second => Math.Round(second.At, 6)));
        Assert.Equal([1, 0.5, 1, 1, 0.25], seconds.Select(static second => Math.Round(second.Seconds, 6)));
        Assert.Equal([1000L, 1000, 300, 100, 50], seconds.Select(static second => second.Bytes));
        Assert.All(seconds, static second => Assert.Equal((8, 0.25), (second.Concurrency, Math.Round(second.CpuShare, 6))));
        Distribution throughput = Timeline.Throughput(seconds)!;
        // The cut-off quarter, and the warm-up, are no full seconds of the measured phase.
        Assert.Equal((2, 100, 300, 200), (throughput.Count, throughput.P0, throughput.P100, throughput.Mean));
    }

    [Fact]
    public void Bytes_that_have_to_be_sent_again_never_make_a_second_negative()
    {
        using Timeline timeline = new(_clock, cores: 1, Read);
        Reading began = timeline.Cut();
        Work(1, 500);
        Work(1, -200);
        timeline.Cut();
        Assert.Equal([500L, 0], timeline.Seconds(began.At).Select(static second => second.Bytes));
    }

    [Fact]
    public void A_clock_that_is_set_is_noticed_and_changes_no_figure()
    {
        using Timeline timeline = new(_clock, cores: 1, Read);
        Reading began = timeline.Cut();
        Work(1, 100);
        _clock.Set(TimeSpan.FromHours(-1));
        Work(1, 100);
        _clock.Set(TimeSpan.FromMilliseconds(20));
        Work(1, 100);
        Reading ended = timeline.Cut();
        Assert.Equal(TimeSpan.FromHours(1), timeline.ClockStep);
        Assert.Equal(3, _clock.GetElapsedTime(began.At, ended.At).TotalSeconds, 1e-6);
        Assert.Equal([1.0, 2, 3], timeline.Seconds(began.At).Select(static second => Math.Round(second.At, 6)));
    }

    [Fact]
    public void A_phase_of_less_than_a_second_has_no_figures_per_second()
    {
        using Timeline timeline = new(_clock, cores: 1, Read);
        Reading began = timeline.Cut();
        Work(0.5, 100);
        timeline.Cut();
        Assert.Null(Timeline.Throughput(timeline.Seconds(began.At)));
    }
}
