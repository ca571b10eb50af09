using Microsoft.Win32.SafeHandles;

namespace Sluice.S3;

/// <summary>A run of bytes of an open file. The handle stays the caller's.</summary>
public sealed class FileBody(SafeFileHandle file, long start, long length) : RequestBody
{
    /// <summary>The file.</summary>
    internal SafeFileHandle File => file;

    /// <summary>Where in the file the body begins.</summary>
    internal long Offset => start;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer)
    {
        long left = length - offset;
        if (left <= 0)
            return 0;
        int count = RandomAccess.Read(file, left < buffer.Length ? buffer[..(int)left] : buffer, start + offset);
        return count > 0 ? count : throw new EndOfStreamException("The file became shorter while it was read.");
    }
}
