using Sluice.Engine;

namespace Sluice.Processing;

/// <summary>A place in the line for a slot: a thread's, which waits, or an item's, whose next step begins when it has one.</summary>
/// <param name="item">The item; null for a thread.</param>
/// <param name="name">The object's name.</param>
internal sealed class JobTurn(WorkItem? item, ReadOnlyMemory<byte> name)
{
    volatile JobSlot? _slot;

    /// <summary>The item; null for a thread.</summary>
    public WorkItem? Item => item;

    /// <summary>The object's name.</summary>
    public ReadOnlyMemory<byte> Name => name;

    /// <summary>The slot it was given; null while it waits.</summary>
    public JobSlot? Slot
    {
        get => _slot;
        set => _slot = value;
    }

    /// <summary>The thread does not wait any more. Guarded by this object's lock.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>A worker has it: one that asked and goes on, or, under the scheduler's lock, one that has begun the next step.</summary>
    public bool IsTaken { get; set; }
}
