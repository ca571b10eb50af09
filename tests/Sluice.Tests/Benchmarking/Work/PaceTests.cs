using Sluice.Benchmarking.Work;
using Sluice.Tests.Support;

namespace Sluice.Tests.Benchmarking.Work;

public sealed class PaceTests
{
    readonly ManualClock _clock = new();

    [Fact]
    public async Task Only_a_little_more_than_can_be_under_way_is_begun_and_nothing_after_the_end()
    {
        Pace pace = new(_clock, _clock.GetTimestamp() + TimeSpan.TicksPerSecond, static () => 4);
        int begun = 0;
        while (begun < 24)
        {
            Assert.True(pace.TryBegin(CancellationToken.None));
            begun++;
        }
        // 1 There is no room until half of them have ended.
        Task<bool> next = Task.Run(() => pace.TryBegin(CancellationToken.None));
        Assert.False(next.Wait(TimeSpan.FromMilliseconds(100)));
        for (int ended = 0; ended < 12; ended++)
            pace.Ended();
        Assert.True(await next);
        // 2 The end is the end, whether there is room or not.
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pace.IsOver);
        Assert.False(pace.TryBegin(CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_waits_for_room_is_let_go_when_the_run_stops()
    {
        Pace pace = new(_clock, _clock.GetTimestamp() + TimeSpan.TicksPerSecond, static () => 1);
        for (int begun = 0; begun < 18; begun++)
            Assert.True(pace.TryBegin(CancellationToken.None));
        using CancellationTokenSource stop = new();
        Task<bool> waiting = Task.Run(() => pace.TryBegin(stop.Token));
        await stop.CancelAsync();
        Assert.False(await waiting);
    }

    [Fact]
    public void Counted_rounds_are_held_back_by_the_engine_alone()
    {
        Pace pace = new(_clock, ends: null, static () => 1);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(pace.TryBegin(CancellationToken.None)));
        Assert.False(pace.IsOver);
    }
}
