using Sluice.Engine;
using Sluice.Engine.Scheduling;

namespace Sluice.Tests.Engine.Scheduling;

public sealed class ReadyQueueTests
{
    const int MostActive = 4;

    [Fact]
    public void While_most_items_wait_for_their_next_step_nobody_is_woken_to_begin_another()
    {
        ReadyQueue lines = new(MostActive);
        for (int index = 0; index < 8; index++)
            lines.Add(new HeldItem());
        // Three wait for what no worker can give; a fourth may begin, for which somebody who is awake will do.
        for (int index = 0; index < 3; index++)
            Begin(lines);
        Assert.True(lines.HasWork);
        Assert.False(lines.IsWorthWaking);
    }

    [Fact]
    public void When_half_of_them_have_gone_on_another_worker_is_worth_waking()
    {
        ReadyQueue lines = new(MostActive);
        for (int index = 0; index < 8; index++)
            lines.Add(new HeldItem());
        List<HeldItem> held = [Begin(lines), Begin(lines), Begin(lines)];
        held[0].IsGranted = true;
        lines.Queue(held[0]);
        Assert.True(lines.IsWorthWaking);
        Assert.Same(held[0], lines.Take(MostActive, out _));
        Assert.True(lines.IsWorthWaking);
        // One who was woken for it begins an item, and wakes nobody else while there are some to go on with.
        Assert.NotNull(lines.Take(MostActive, out _));
        Assert.False(lines.IsWorthWaking);
    }

    [Fact]
    public void While_nothing_waits_for_its_next_step_each_that_begins_wakes_the_next()
    {
        ReadyQueue lines = new(MostActive);
        for (int index = 0; index < 8; index++)
            lines.Add(new HeldItem());
        for (int index = 0; index < MostActive; index++)
        {
            Assert.True(lines.IsWorthWaking);
            Assert.NotNull(lines.Take(8, out _));
        }
        Assert.False(lines.IsWorthWaking);
    }

    static HeldItem Begin(ReadyQueue lines)
    {
        HeldItem item = (HeldItem)lines.Take(8, out _)!;
        lines.Return(item);
        return item;
    }

    // Its second step needs something that is given from outside.
    sealed class HeldItem : WorkItem
    {
        int _steps;

        public bool IsGranted { get; set; }

        internal override bool IsLarge => false;

        internal override bool HasStep => _steps == 0 || IsGranted && _steps == 1;

        internal override bool HasEnded => _steps == 2;

        internal override int TakeStep() => _steps++;

        internal override void RunStep(int step, Worker worker) { }

        internal override void StepReturned() { }

        internal override void Stop() { }

        internal override void Break(Exception defect) { }
    }
}
