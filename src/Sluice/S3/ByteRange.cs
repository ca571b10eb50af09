namespace Sluice.S3;

/// <summary>A run of bytes of an object.</summary>
/// <param name="Offset">First byte, from 0.</param>
/// <param name="Length">Number of bytes; at least 1.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>The last byte, as HTTP ranges count it (RFC 9110, 14.1.2).</summary>
    public long Last => Offset + Length - 1;
}
