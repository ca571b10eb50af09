using Sluice.Engine.Memory;

namespace Sluice.Processing.Inputs;

/// <summary>An item that is in memory as a whole, and verified.</summary>
/// <param name="lease">Its memory; null for an item of no bytes.</param>
/// <param name="length">Its bytes.</param>
internal sealed class HeldInput(BufferLease? lease, int length) : ItemInput
{
    bool _given;

    /// <inheritdoc/>
    public override long Size => length;

    /// <inheritdoc/>
    public override bool IsAtHand => true;

    /// <summary>All of it.</summary>
    public ReadOnlyMemory<byte> All => lease is null ? default : lease.Memory[..length];

    /// <summary>Begins again.</summary>
    public void Rewind() => _given = false;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_given)
            return default;
        _given = true;
        return All;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => lease?.Dispose();
}
