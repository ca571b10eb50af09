using Sluice.S3;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>A part of a test object; sent from where it lies unless it is longer than parts are by default.</summary>
internal sealed class PatternBody(Pattern pattern, long start, long length) : RequestBody
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - offset);
        pattern.Read(start + offset, buffer[..count]);
        return count;
    }

    /// <inheritdoc/>
    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory) => pattern.TryGetMemory(start, length, out memory);
}
