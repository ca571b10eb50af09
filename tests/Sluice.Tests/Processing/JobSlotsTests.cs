using Sluice.Engine;
using Sluice.Processing;

namespace Sluice.Tests.Processing;

public sealed class JobSlotsTests
{
    [Fact]
    public void Slots_are_given_in_the_order_in_which_they_were_asked_for()
    {
        using JobSlots slots = new(1);
        JobTurn first = new(new Item()), second = new(new Item()), third = new(new Item());
        Assert.True(slots.Ask(first));
        Assert.False(slots.Ask(second));
        Assert.False(slots.Ask(third));
        Assert.Same(second.Item, slots.Return(first.Slot!));
        Assert.NotNull(second.Slot);
        Assert.Null(third.Slot);
        Assert.Same(third.Item, slots.Return(second.Slot!));
        Assert.Null(slots.Return(third.Slot!));
    }

    [Fact]
    public async Task A_thread_and_an_item_have_their_turns_in_one_line()
    {
        using JobSlots slots = new(1);
        JobSlot taken = slots.Take(default);
        Task<JobSlot> thread = Task.Run(() => slots.Take(default));
        SpinUntil(() => slots.Waiting == 1);
        JobTurn item = new(new Item());
        Assert.False(slots.Ask(item));
        Assert.Null(slots.Return(taken));
        JobSlot threads = await thread.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Null(item.Slot);
        Assert.Same(item.Item, slots.Return(threads));
    }

    [Fact]
    public async Task Who_gave_up_is_passed_over()
    {
        using JobSlots slots = new(1);
        JobSlot taken = slots.Take(default);
        using CancellationTokenSource stop = new();
        Task<JobSlot> thread = Task.Run(() => slots.Take(stop.Token));
        SpinUntil(() => slots.Waiting == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.WaitAsync(TimeSpan.FromSeconds(10)));
        JobTurn next = new(new Item());
        Assert.False(slots.Ask(next));
        Assert.Same(next.Item, slots.Return(taken));
    }

    static void SpinUntil(Func<bool> happened) => Assert.True(SpinWait.SpinUntil(happened, TimeSpan.FromSeconds(10)));

    sealed class Item : WorkItem
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
}
