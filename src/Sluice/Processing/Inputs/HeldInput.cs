using Sluice.Engine.Memory;

namespace Sluice.Processing.Inputs;

/// <summary>An item that is in memory as a whole, and verified.</summary>
/// <param name="all">All of it.</param>
/// <param name="lease">Its memory, which goes with it; null where it is another one's.</param>
internal sealed class HeldInput(ReadOnlyMemory<byte> all, BufferLease? lease = null) : ItemInput
{
    bool _given;

    /// <inheritdoc/>
    public override long Size => all.Length;

    /// <inheritdoc/>
    public override bool IsAtHand => true;

    /// <summary>Begins again.</summary>
    public void Rewind() => _given = false;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_given)
            return default;
        _given = true;
        return all;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => lease?.Dispose();
}
