using Sluice.Engine;
using Sluice.Engine.Scheduling;

namespace Sluice.Tests.Engine.Scheduling;

public sealed class WorkSchedulerTests
{
    [Fact]
    public void Small_items_and_large_ones_share_the_workers_by_halves()
    {
        WorkScheduler scheduler = new(10_000, 8, static _ => { });
        scheduler.Offer(new FakeTransfer("big", 1000, large: true));
        for (int i = 0; i < 1000; i++)
            scheduler.Offer(new FakeTransfer("small", 1));
        List<FakeTransfer> taken = Take(scheduler, 8);
        Assert.Equal(4, taken.Count(static t => t.Name == "big"));
        // As they come back, the shares stay as they are.
        for (int round = 0; round < 500; round++)
        {
            FakeTransfer done = taken[round % 8];
            scheduler.Return(done);
            taken[round % 8] = Take(scheduler, 1)[0];
            Assert.InRange(taken.Count(static t => t.Name == "big"), 3, 5);
        }
    }

    [Fact]
    public void Each_large_item_gets_a_part_before_any_gets_more()
    {
        WorkScheduler scheduler = new(100, 8, static _ => { });
        for (int i = 0; i < 4; i++)
            scheduler.Offer(new FakeTransfer($"big{i}", 100, large: true));
        List<FakeTransfer> first = Take(scheduler, 4);
        Assert.Equal(4, first.Select(static t => t.Name).Distinct().Count());
        List<FakeTransfer> second = Take(scheduler, 4);
        Assert.Equal(4, second.Select(static t => t.Name).Distinct().Count());
    }

    [Fact]
    public void While_files_wait_no_two_workers_write_to_the_same_one()
    {
        WorkScheduler scheduler = new(100, 8, static _ => { });
        for (int i = 0; i < 20; i++)
            scheduler.Offer(new FakeTransfer($"big{i}", 4, large: true));
        Assert.Equal(8, Take(scheduler, 8).Select(static t => t.Name).Distinct().Count());
    }

    [Fact]
    public void Where_little_may_be_lost_parts_follow_one_another_and_small_items_go_along()
    {
        ReadyQueue lines = new(int.MaxValue) { Bounds = new StepBounds(25, HeldWindow.First, int.MaxValue) };
        lines.Add(new FakeTransfer("big1", 4, large: true) { PartAtRisk = 16 });
        lines.Add(new FakeTransfer("big2", 4, large: true) { PartAtRisk = 16 });
        for (int i = 0; i < 4; i++)
            lines.Add(new FakeTransfer("small", 1) { PartAtRisk = 10 });
        List<string> rounds = [];
        for (int round = 0; round < 4; round++)
        {
            List<FakeTransfer> taken = TakeAll(lines, 8);
            Assert.True(lines.AtRisk is { Small: <= 20, Large: <= 16 }, $"{lines.AtRisk}");
            rounds.Add(string.Join(' ', taken.Select(static t => t.Name).Order(StringComparer.Ordinal)));
            taken.ForEach(lines.Return);
        }
        // Each large one in turn, as ever; what costs nothing, as their beginnings, does not wait.
        Assert.Equal(["big1 big1 big2 small small", "big2 small small", "big1", "big2"], rounds);
        lines.Bounds = lines.Bounds with { AllowedLoss = long.MaxValue };
        Assert.Equal(2, TakeAll(lines, 8).Count);
    }

    [Fact]
    public void Where_little_may_be_lost_no_more_large_items_begin_than_there_are_workers()
    {
        ReadyQueue lines = new(int.MaxValue) { Bounds = new StepBounds(1, HeldWindow.First, int.MaxValue) };
        for (int i = 0; i < 50; i++)
            lines.Add(new FakeTransfer($"big{i}", 100, large: true) { PartAtRisk = 16 });
        HashSet<string> seen = [];
        for (int round = 0; round < 100; round++)
        {
            List<FakeTransfer> taken = TakeAll(lines, 4);
            Assert.NotEmpty(taken);
            seen.UnionWith(taken.Select(static t => t.Name));
            taken.ForEach(lines.Return);
        }
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Steps_together_hold_no_more_than_they_may_and_neither_kind_starves_the_other()
    {
        ReadyQueue lines = new(int.MaxValue) { Bounds = new StepBounds(long.MaxValue, 24, int.MaxValue) };
        for (int i = 0; i < 3; i++)
            lines.Add(new FakeTransfer($"big{i}", 100, large: true) { PartHeld = 8 });
        for (int i = 0; i < 500; i++)
            lines.Add(new FakeTransfer("small", 1) { PartHeld = 1 });
        List<FakeTransfer> taken = TakeAll(lines, 30);
        (int small, int large) = (0, 0);
        for (int round = 0; round < 300; round++)
        {
            Assert.True(lines.Held <= 24, $"{lines.Held}");
            FakeTransfer first = taken[0];
            taken.RemoveAt(0);
            lines.Return(first);
            foreach (FakeTransfer next in TakeAll(lines, 30))
            {
                taken.Add(next);
                _ = next.IsLarge ? large++ : small++;
            }
        }
        Assert.True(small > 50 && large > 20, $"{small} small, {large} large");
    }

    [Fact]
    public void Small_items_go_on_where_no_more_large_ones_may_begin()
    {
        ReadyQueue lines = new(int.MaxValue) { Bounds = new StepBounds(long.MaxValue, HeldWindow.First, 3) };
        lines.Add(new FakeTransfer("first", 100, large: true));
        for (int i = 0; i < 10; i++)
            lines.Add(new FakeTransfer("big", 1, large: true));
        for (int i = 0; i < 30; i++)
            lines.Add(new FakeTransfer("small", 1));
        List<FakeTransfer> taken = TakeAll(lines, 20);
        Assert.Equal((20, 3), (taken.Count, taken.Count(static one => one.IsLarge)));
        lines.Bounds = lines.Bounds with { MostLarge = 8 };
        Assert.Equal(5, TakeAll(lines, 25).Count(static one => one.IsLarge));
    }

    [Fact]
    public void A_step_that_holds_more_than_all_may_comes_alone()
    {
        ReadyQueue lines = new(int.MaxValue) { Bounds = new StepBounds(long.MaxValue, 24, int.MaxValue) };
        for (int i = 0; i < 3; i++)
            lines.Add(new FakeTransfer("huge", 1) { PartHeld = 100 });
        for (int i = 0; i < 3; i++)
        {
            FakeTransfer only = Assert.Single(TakeAll(lines, 8));
            lines.Return(only);
        }
        Assert.True(lines.IsEmpty);
    }

    [Fact]
    public void One_kind_alone_uses_every_worker()
    {
        WorkScheduler big = new(100, 8, static _ => { });
        big.Offer(new FakeTransfer("big", 100, large: true));
        Assert.Equal(8, Take(big, 8).Count);
        WorkScheduler small = new(100, 8, static _ => { });
        for (int i = 0; i < 20; i++)
            small.Offer(new FakeTransfer("small", 1));
        Assert.Equal(8, Take(small, 8).Count);
    }

    [Fact]
    public async Task Several_who_offer_at_once_all_find_room_again()
    {
        WorkScheduler scheduler = new(2, 1, static _ => { });
        Task[] producers = [.. Enumerable.Range(0, 8).Select(n => Task.Factory.StartNew(() =>
        {
            for (int i = 0; i < 50; i++)
                Assert.True(scheduler.Offer(new FakeTransfer($"{n}", 1)));
        }, TaskCreationOptions.LongRunning))];
        Task worker = Task.Factory.StartNew(() =>
        {
            for (int i = 0; i < 400; i++)
                scheduler.Return(Take(scheduler, 1)[0]);
        }, TaskCreationOptions.LongRunning);
        await Task.WhenAll([.. producers, worker]).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void No_item_waits_for_ever_whatever_comes_before_it()
    {
        // 50 large ones that were there first do not keep a small one waiting.
        WorkScheduler scheduler = new(1000, 4, static _ => { });
        for (int i = 0; i < 50; i++)
            scheduler.Offer(new FakeTransfer($"big{i}", 1000, large: true));
        List<FakeTransfer> taken = Take(scheduler, 4);
        scheduler.Offer(new FakeTransfer("small", 1));
        scheduler.Return(taken[0]);
        Assert.Equal("small", Take(scheduler, 1)[0].Name);
    }

    [Fact]
    public void The_line_is_bounded_and_whoever_fills_it_goes_on_when_there_is_room()
    {
        WorkScheduler scheduler = new(10, 2, static _ => { });
        int offered = 0;
        using ManualResetEventSlim full = new(false);
        Thread producer = new(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                if (offered == 10)
                    full.Set();
                // Counted first: what is offered may be taken before the offer returns.
                Interlocked.Increment(ref offered);
                scheduler.Offer(new FakeTransfer("small", 1));
            }
            scheduler.Complete();
        });
        producer.Start();
        Assert.True(full.Wait(TimeSpan.FromSeconds(10)));
        int ran = 0;
        while (scheduler.TryTake(out WorkItem transfer, out _))
        {
            ran++;
            Assert.InRange(Volatile.Read(ref offered), ran, ran + 12);
            scheduler.Return(transfer);
        }
        producer.Join();
        Assert.Equal(100, ran);
    }

    [Fact]
    public async Task A_lower_limit_holds_steps_back_until_enough_have_returned()
    {
        WorkScheduler scheduler = new(100, 4, static _ => { });
        for (int i = 0; i < 20; i++)
            scheduler.Offer(new FakeTransfer("small", 1));
        List<FakeTransfer> taken = Take(scheduler, 4);
        scheduler.Limit = 2;
        Task<bool> waiting = Task.Run(() => scheduler.TryTake(out _, out _));
        scheduler.Return(taken[0]);
        scheduler.Return(taken[1]);
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(50)));
        scheduler.Return(taken[2]);
        scheduler.Limit = 2;
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task No_more_items_are_active_than_were_allowed_and_the_next_begins_when_one_ends()
    {
        WorkScheduler scheduler = new(100, 8, static _ => { }, mostActive: 2);
        scheduler.Offer(new FakeTransfer("big0", 2, large: true));
        for (int i = 1; i < 4; i++)
            scheduler.Offer(new FakeTransfer($"big{i}", 1, large: true));
        scheduler.Offer(new FakeTransfer("small", 1));
        List<FakeTransfer> taken = Take(scheduler, 3);
        Assert.Equal(2, taken.Distinct().Count());
        Task<FakeTransfer> next = Task.Run(() => Take(scheduler, 1)[0]);
        Assert.NotSame(next, await Task.WhenAny(next, Task.Delay(50)));
        Assert.False(scheduler.TakeWasBusy());
        scheduler.Return(taken.Find(static t => t.Name != "big0")!);
        scheduler.Limit = 8;
        Assert.DoesNotContain(await next.WaitAsync(TimeSpan.FromSeconds(10)), taken);
    }

    [Fact]
    public void After_a_stop_only_what_was_begun_gets_a_step_to_undo_it()
    {
        WorkScheduler scheduler = new(100, 4, static _ => { });
        FakeTransfer begun = new("big", 100, large: true);
        scheduler.Offer(begun);
        List<FakeTransfer> taken = Take(scheduler, 1);
        scheduler.Offer(new FakeTransfer("small", 1));
        scheduler.Stop();
        scheduler.Return(taken[0]);
        Assert.True(scheduler.TryTake(out WorkItem last, out int step));
        Assert.Same(begun, last);
        Assert.Equal(FakeTransfer.Undo, step);
        begun.Undone = true;
        scheduler.Return(last);
        Assert.False(scheduler.TryTake(out _, out _));
        Assert.False(scheduler.Offer(new FakeTransfer("late", 1)));
    }

    static List<FakeTransfer> Take(WorkScheduler scheduler, int count)
    {
        List<FakeTransfer> taken = [];
        for (int i = 0; i < count; i++)
        {
            Task<WorkItem?> take = Task.Run(() => scheduler.TryTake(out WorkItem transfer, out _) ? transfer : null);
            Assert.True(take.Wait(TimeSpan.FromSeconds(10)), "no step was handed out");
            taken.Add((FakeTransfer)take.Result!);
        }
        return taken;
    }

    // As many as may be in flight together.
    static List<FakeTransfer> TakeAll(ReadyQueue lines, int limit)
    {
        List<FakeTransfer> taken = [];
        while (lines.InFlight < limit && lines.Take(limit, out _) is FakeTransfer next)
            taken.Add(next);
        return taken;
    }
}
