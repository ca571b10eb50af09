using Sluice.Processing.Inputs;
using Sluice.Processing.Outputs;

namespace Sluice.Processing.Reducing;

/// <summary>Outputs as the input of another program.</summary>
/// <param name="output">The outputs; their owner keeps them.</param>
internal sealed class OutputInput(ProgramOutput output) : ItemInput
{
    readonly byte[] _buffer = output.IsInMemory ? [] : new byte[64 << 10];
    long _at;

    /// <inheritdoc/>
    public override long Size => output.Length;

    /// <inheritdoc/>
    public override bool IsAtHand => output.IsInMemory;

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_at >= output.Length)
            return default;
        if (output.IsInMemory)
        {
            _at = output.Length;
            return output.Memory;
        }
        int count = output.Read(_at, _buffer);
        _at += count;
        return _buffer.AsMemory(0, count);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) { }
}
