using Sluice.Trees;

namespace Sluice.Cli.Output;

/// <summary>
/// Standard output that tells when its reader has gone. The platform's own console stream swallows EPIPE, so
/// <c>sluice cat big | head</c> would fetch the whole object for nobody.
/// </summary>
sealed class StandardOutputStream : Stream
{
    const int Epipe = 32;

    readonly Stream _bytes = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : StandardStream.Output();

    /// <summary>Who prints on the same terminal, and may have a view there; null where standard output is none.</summary>
    public ErrorPrinter? Beside { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes all bytes. Throws <see cref="OutputClosedException"/> when nobody reads any more, <see cref="IOException"/> when the disk is full.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Beside is null)
        {
            Send(buffer);
            return;
        }
        // A person reads it: no amounts that a copy would be felt of.
        byte[] bytes = buffer.ToArray();
        Beside.WriteBeside(() => Send(bytes), bytes is [.., (byte)'\n']);
    }

    void Send(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _bytes.Write(buffer);
        }
        catch (IOException failure) when (!OperatingSystem.IsWindows())
        {
            if (failure.HResult == Epipe)
                throw new OutputClosedException();
            if (failure.HResult == StandardStream.BadDescriptor)
                throw;
            throw new IOException($"Standard output: {failure.Message}.", failure.HResult);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => _bytes.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
