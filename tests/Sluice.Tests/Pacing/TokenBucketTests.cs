using System.Collections.Concurrent;
using Sluice.Pacing;
using Sluice.Tests.Support;

namespace Sluice.Tests.Pacing;

public sealed class TokenBucketTests
{
    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(100_000, 4 << 10)]
    [InlineData(8_000_000, 256 << 10)]
    [InlineData(500_000_000, 256 << 10)]
    [InlineData(10_000_000_000, 64 << 20)]
    public void In_the_long_run_exactly_the_rate_is_granted(double rate, int piece)
    {
        ManualClock clock = new() { SkipsWaits = true };
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(rate) };
        long start = clock.GetTimestamp();
        long granted = 0;
        while (clock.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
            granted += bucket.TakePiece(piece, default);
        Assert.InRange(granted / clock.GetElapsedTime(start).TotalSeconds / rate, 0.99, 1.01);
        Assert.True(clock.Waits.Count <= 20 * 200 + 1, $"{clock.Waits.Count} sleeps in 20 s");
    }

    [Fact]
    public void A_rest_earns_no_more_than_a_moment_of_the_rate()
    {
        ManualClock clock = new() { SkipsWaits = true };
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(1000) };
        Assert.True(bucket.Take(1, default));
        clock.Advance(TimeSpan.FromHours(1));
        long rested = clock.GetTimestamp();
        int burst = 0;
        while (clock.GetTimestamp() == rested)
        {
            Assert.True(bucket.Take(1, default));
            burst += clock.GetTimestamp() == rested ? 1 : 0;
        }
        Assert.InRange(burst, 149, 151);
    }

    [Fact]
    public void Over_any_window_no_more_than_the_rate_and_the_burst_is_granted()
    {
        const double Rate = 10_000;
        ManualClock clock = new() { SkipsWaits = true };
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(Rate) };
        Random random = new(7);
        List<(double At, int Count)> grants = [];
        long start = clock.GetTimestamp();
        for (int i = 0; i < 3000; i++)
        {
            int count = 1 + random.Next(150);
            Assert.True(bucket.Take(count, default));
            grants.Add((clock.GetElapsedTime(start).TotalSeconds, count));
            if (random.Next(20) == 0)
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
        }
        for (int first = 0; first < grants.Count; first += 13)
        {
            long sum = 0;
            for (int last = first; last < Math.Min(grants.Count, first + 400); last++)
            {
                sum += grants[last].Count;
                Assert.True(sum <= Rate * (grants[last].At - grants[first].At + 0.15) + 2 * 150, $"{sum} between {grants[first].At} and {grants[last].At}");
            }
        }
    }

    [Fact]
    public void Who_waits_is_served_in_turn_and_all_get_the_same()
    {
        ManualClock clock = new();
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(1000) };
        Assert.Equal(20, bucket.TakePiece(int.MaxValue, default));
        long[] got = new long[8];
        using CancellationTokenSource stop = new();
        Thread[] threads = Begin(8, n =>
        {
            while (bucket.TakePiece(int.MaxValue, stop.Token) is > 0 and int piece)
                Interlocked.Add(ref got[n], piece);
        });
        for (int step = 0; step < 400; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            Thread.Sleep(1);
        }
        stop.Cancel();
        Join(threads);
        Assert.InRange(got.Sum(), 3000, 4020);
        Assert.True(got.Max() - got.Min() <= 0.1 * got.Max() + 40, string.Join(' ', got));
    }

    [Fact]
    public void A_new_rate_holds_at_once_for_those_who_wait()
    {
        ManualClock clock = new();
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(1) };
        Assert.True(bucket.Take(1000, default));
        Thread[] waiting = Begin(3, _ => Assert.True(bucket.Take(1, default)));
        Until(() => bucket.Paced >= TimeSpan.Zero && waiting.All(static t => t.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
        // What is owed at the old rate is forgiven, but for a moment of the new one.
        bucket.Schedule = RateSchedule.Constant(1000);
        TimeSpan passed = Pass(clock, () => waiting.All(static t => t.Join(1)));
        Assert.True(passed < TimeSpan.FromSeconds(0.5), $"{passed}");
        Assert.True(bucket.Take(100_000, default));
        Thread[] late = Begin(2, _ => Assert.True(bucket.Take(1, default)));
        Until(() => late.All(static t => t.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
        bucket.Schedule = null;
        Join(late);
    }

    [Fact]
    public void Who_gives_up_is_woken_at_once_and_costs_nobody_a_token()
    {
        ManualClock clock = new();
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(10) };
        Assert.True(bucket.Take(10, default));
        using CancellationTokenSource stop = new();
        ConcurrentBag<bool> ends = [];
        Thread[] waiting = Begin(4, n => ends.Add(bucket.Take(1000, n == 0 ? default : stop.Token)));
        Until(() => waiting.All(static t => t.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
        stop.Cancel();
        Until(() => ends.Count == 3);
        Pass(clock, () => ends.Count == 4);
        Assert.Equal(1, ends.Count(static granted => granted));
        using CancellationTokenSource over = new();
        over.Cancel();
        Assert.False(bucket.Take(1, over.Token));
    }

    [Fact]
    public void A_timetable_is_followed_while_somebody_waits()
    {
        // 07:59:58 on a Monday.
        ManualClock clock = new() { SkipsWaits = true, Begins = new(2026, 11, 23, 7, 59, 58, TimeSpan.Zero) };
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.From([new(null, new(8, 0), 1000), new(null, new(8, 1), 4000), new(null, new(0, 0), 500)]) };
        long Count(DateTimeOffset until)
        {
            long granted = 0;
            while (clock.GetUtcNow() < until)
                granted += bucket.TakePiece(10, default);
            return granted;
        }
        Assert.InRange(Count(new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero)), 980, 1120);
        Assert.InRange(Count(new(2026, 11, 23, 8, 1, 0, TimeSpan.Zero)), 59_000, 61_000);
        Assert.InRange(Count(new(2026, 11, 23, 8, 1, 30, TimeSpan.Zero)), 116_500, 121_500);
    }

    [Fact]
    public void At_hours_without_a_limit_nobody_waits_and_nothing_is_owed_later()
    {
        ManualClock clock = new() { SkipsWaits = true, Begins = new(2026, 11, 23, 7, 59, 0, TimeSpan.Zero) };
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.From([new(null, new(8, 0), 1000), new(null, new(9, 0), null)]) };
        for (int i = 0; i < 100; i++)
            Assert.Equal(int.MaxValue, bucket.TakePiece(int.MaxValue, default));
        Assert.Empty(clock.Waits);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(bucket.Take(1000, default));
        Assert.Empty(clock.Waits);
        Assert.True(bucket.Take(1, default));
        Assert.InRange(clock.GetUtcNow() - new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(1.02));
    }

    [Fact]
    public void Time_is_paced_while_somebody_waits_and_not_otherwise()
    {
        ManualClock clock = new() { SkipsWaits = true };
        TokenBucket bucket = new(clock, 1) { Schedule = RateSchedule.Constant(1000) };
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(bucket.Take(100, default));
        Assert.Equal(TimeSpan.Zero, bucket.Paced);
        Assert.True(bucket.Take(1100, default));
        Assert.True(bucket.Take(1, default));
        Assert.InRange(bucket.Paced.TotalSeconds, 1.04, 1.07);
    }

    // Moves the clock in small steps until something has happened; how far that was.
    static TimeSpan Pass(ManualClock clock, Func<bool> until)
    {
        long start = clock.GetTimestamp();
        for (int step = 0; !until(); step++)
        {
            Assert.True(step < 10_000, "it never happened");
            clock.Advance(TimeSpan.FromMilliseconds(10));
            Thread.Sleep(1);
        }
        return clock.GetElapsedTime(start);
    }

    static Thread[] Begin(int count, Action<int> body)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(n => new Thread(() => body(n)) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        return threads;
    }

    static void Join(Thread[] threads) => Assert.All(threads, static thread => Assert.True(thread.Join(TimeSpan.FromSeconds(30))));

    static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)));
}
