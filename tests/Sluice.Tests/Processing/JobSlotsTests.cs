using System.Text;
using Sluice.Engine;
using Sluice.Processing;
using Sluice.Tests.Support;

namespace Sluice.Tests.Processing;

public sealed class JobSlotsTests
{
    [Fact]
    public void Slots_go_to_whoever_has_waited_for_longest()
    {
        using JobSlots slots = new(2, TimeProvider.System);
        JobSlot[] taken = [Take(slots, "a"), Take(slots, "b")];
        List<string> order = [];
        List<Thread> waiting = [];
        for (int number = 0; number < 12; number++)
        {
            string name = $"{number:00}";
            Thread thread = new(() =>
            {
                JobSlot slot = Take(slots, name);
                lock (order)
                    order.Add(name);
                // Who comes back behind them waits for them.
                slots.Return(slot);
            })
            { IsBackground = true };
            thread.Start();
            waiting.Add(thread);
            Assert.True(SpinWait.SpinUntil(() => slots.Progress.Waiting == waiting.Count, 10_000));
            // Longer than the wait looks at its token: looking costs nobody the place in the line.
            if (number == 3)
                Thread.Sleep(250);
        }
        slots.Return(taken[0]);
        Assert.All(waiting, static thread => Assert.True(thread.Join(10_000)));
        Assert.Equal(Enumerable.Range(0, 12).Select(static number => $"{number:00}"), order);
        Assert.Equal(1, slots.Progress.Running);
    }

    [Fact]
    public void Who_gives_up_waiting_costs_no_slot()
    {
        using JobSlots slots = new(1, TimeProvider.System);
        JobSlot only = Take(slots, "a");
        using CancellationTokenSource stop = new();
        Thread[] waiting = [.. Enumerable.Range(0, 5).Select(_ => new Thread(() => Assert.ThrowsAny<OperationCanceledException>(() => slots.Take("b"u8.ToArray(), stop.Token))) { IsBackground = true })];
        foreach (Thread thread in waiting)
            thread.Start();
        Assert.True(SpinWait.SpinUntil(() => slots.Progress.Waiting == 5, 10_000));
        stop.Cancel();
        Assert.All(waiting, static thread => Assert.True(thread.Join(10_000)));
        slots.Return(only);
        Assert.Same(only, Take(slots, "c"));
    }

    [Fact]
    public void Progress_tells_what_objects_are_doing_and_which_has_run_for_longest()
    {
        ManualClock clock = new();
        using JobSlots slots = new(3, clock);
        Assert.Equal(default, slots.Progress);
        JobSlot first = Take(slots, "first\x1b[31m");
        clock.Advance(TimeSpan.FromSeconds(2));
        Take(slots, "second");
        clock.Advance(TimeSpan.FromSeconds(3));
        slots.CountFetching(1);
        slots.CountFetching(1);
        slots.CountFetching(-1);
        slots.CountPublishing(1);
        slots.CountPausing(1);
        ProcessProgress now = slots.Progress;
        Assert.Equal((2, 0, 1, 1, 1), (now.Running, now.Waiting, now.Fetching, now.Publishing, now.Pausing));
        Assert.Equal((@"first\x1b[31m", TimeSpan.FromSeconds(5)), (now.Slowest, now.SlowestTime));
        slots.Return(first);
        Assert.Equal(("second", TimeSpan.FromSeconds(3), 1), (slots.Progress.Slowest, slots.Progress.SlowestTime, slots.Progress.Running));
    }

    [Fact]
    public void Threads_and_items_wait_in_one_line_and_an_item_is_named_by_who_gives_its_slot()
    {
        using JobSlots slots = new(1, TimeProvider.System);
        JobSlot only = Take(slots, "a");
        JobTurn item = new(new WaitingItem(), "b"u8.ToArray());
        Assert.False(slots.Ask(item));
        Task<JobSlot> thread = Task.Factory.StartNew(() => Take(slots, "c"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(() => slots.Progress.Waiting == 2, 10_000));
        Assert.Same(item.Item, slots.Return(only));
        Assert.Same(only, item.Slot);
        Assert.False(thread.IsCompleted);
        Assert.Null(slots.Return(item.Slot!));
        Assert.True(thread.Wait(10_000));
    }

    sealed class WaitingItem : WorkItem
    {
        internal override bool IsLarge => false;

        internal override bool HasStep => false;

        internal override bool HasEnded => false;

        internal override int TakeStep() => 0;

        internal override void RunStep(int step, Worker worker) { }

        internal override void StepReturned() { }

        internal override void Stop() { }

        internal override void Break(Exception defect) { }
    }

    static JobSlot Take(JobSlots slots, string name) => slots.Take(Encoding.UTF8.GetBytes(name), CancellationToken.None);
}
