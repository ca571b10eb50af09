using Sluice.Processing.Outputs;
using Sluice.Processing.Programs;

namespace Sluice.Processing;

/// <summary>One of the programs, or functions, that may run at once, with what it needs each time. Belongs to who has taken it.</summary>
/// <param name="number">From 0.</param>
/// <param name="heard">Told what it says on stderr, as it says it; null for nobody.</param>
internal sealed class JobSlot(int number, Action<ReadOnlySpan<byte>>? heard)
{
    /// <summary>From 0.</summary>
    public int Number => number;

    /// <summary>Whose it is: the name of the object. Guarded by the slots, as the two below.</summary>
    public ReadOnlyMemory<byte> Name { get; set; }

    /// <summary>Since when, as a time stamp.</summary>
    public long Since { get; set; }

    /// <summary>True while it is anyone's.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Where this attempt's output goes.</summary>
    public ProgramOutput Output { get; set; } = null!;

    /// <summary>What it says on stderr.</summary>
    public ErrorTail Errors { get; } = new(heard);

    /// <summary>What the action keeps between its objects; null until it keeps something. Disposed with the slots.</summary>
    public IDisposable? Kept { get; set; }
}
