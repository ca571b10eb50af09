using Sluice.S3;

namespace Sluice.Processing.Outputs;

/// <summary>A run of an output, as the body of a request.</summary>
internal sealed class OutputBody(ProgramOutput output, long start, long length) : RequestBody
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer) => output.Read(start + offset, buffer[..(int)Math.Min(buffer.Length, length - offset)]);

    /// <inheritdoc/>
    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = output.IsInMemory ? output.Memory.Slice((int)start, (int)length) : default;
        return output.IsInMemory;
    }
}
