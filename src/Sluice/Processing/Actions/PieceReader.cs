using Sluice.Processing.Outputs;

namespace Sluice.Processing.Actions;

/// <summary>Reads an object piece by piece, and writes what it has found. Used again for the next object.</summary>
internal abstract class PieceReader : IDisposable
{
    /// <summary>Where results go.</summary>
    protected ProgramOutput Output { get; private set; } = null!;

    /// <summary>Begins an object.</summary>
    public virtual void Begin(ProgramOutput output) => Output = output;

    /// <summary>Takes a piece.</summary>
    public abstract void Append(ReadOnlySpan<byte> piece);

    /// <summary>The object has ended: writes what is to be told of it.</summary>
    public abstract void End();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
