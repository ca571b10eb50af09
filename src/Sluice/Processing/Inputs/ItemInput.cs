using Sluice.Transfer;

namespace Sluice.Processing.Inputs;

/// <summary>The bytes of one item, piece by piece, on a worker's thread. What they are worth is known at their end.</summary>
internal abstract class ItemInput : IDisposable
{
    /// <summary>Bytes that there are; -1 when nobody knows before the end.</summary>
    public abstract long Size { get; }

    /// <summary>Bytes that <see cref="Next"/> gave.</summary>
    public long BytesRead { get; private set; }

    /// <summary>True when all bytes are at hand and <see cref="Next"/> never waits.</summary>
    public virtual bool IsAtHand => false;

    /// <summary>The next bytes, which stay as they are until it is called again; empty at the end, and after a failure. Blocks.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        ReadOnlyMemory<byte> piece = NextPiece();
        BytesRead += piece.Length;
        return piece;
    }

    /// <summary>Reads what is left, and says what was wrong with the bytes; null when they are those of the item.</summary>
    public virtual ItemFailure? Finish()
    {
        while (!NextPiece().IsEmpty) { }
        return Failure;
    }

    /// <summary>Why the bytes ended early, or are not those of the item; null for neither. Known at their end.</summary>
    public ItemFailure? Failure { get; protected set; }

    /// <inheritdoc cref="Next"/>
    protected abstract ReadOnlyMemory<byte> NextPiece();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected abstract void Dispose(bool disposing);
}
