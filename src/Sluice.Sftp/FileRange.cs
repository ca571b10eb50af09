using Sluice.S3;

namespace Sluice.Sftp;

/// <summary>A run of bytes of a file of a host, as the body of a request.</summary>
internal sealed class FileRange(SftpSource source, long offset, long length) : RequestBody
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(long at, Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - at);
        if (wanted == 0)
            return 0;
        int count = source.Read(offset + at, buffer[..wanted], offset + length);
        return count > 0 ? count : throw new EndOfStreamException();
    }
}
