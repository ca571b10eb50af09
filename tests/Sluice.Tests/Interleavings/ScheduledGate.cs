using Sluice.Engine;

namespace Sluice.Tests.Interleavings;

/// <summary>A gate whose threads are those of an <see cref="Interleaving"/>: every lock, wait and pulse is a place where another may go first.</summary>
sealed class ScheduledGate(Interleaving world) : Gate
{
    int _depth;

    internal Interleaving.Fiber? Owner { get; set; }

    public override void Wait(int milliseconds = Timeout.Infinite)
    {
        Interleaving.Fiber self = world.Self;
        Assert.Same(self, Owner);
        int depth = _depth;
        (Owner, _depth) = (null, 0);
        self.WaitingSince = world.NextTicket();
        world.Leave(self, milliseconds == Timeout.Infinite ? Interleaving.State.Waits : Interleaving.State.WaitsForTime, this);
        _depth = depth;
    }

    public override void Pulse()
    {
        Assert.Same(world.Self, Owner);
        if (world.Waiting(this).FirstOrDefault() is { } first)
            first.State = Interleaving.State.WantsLock;
    }

    public override void PulseAll()
    {
        Assert.Same(world.Self, Owner);
        foreach (Interleaving.Fiber waiting in world.Waiting(this).ToList())
            waiting.State = Interleaving.State.WantsLock;
    }

    protected override void Take()
    {
        Interleaving.Fiber self = world.Self;
        if (Owner != self)
        {
            world.Leave(self, Interleaving.State.WantsLock, this);
            _depth = 0;
        }
        _depth++;
    }

    protected override void Release()
    {
        // While a failed run unwinds, locks are given back in any state.
        if (Owner is null || --_depth > 0)
            return;
        Owner = null;
    }
}
