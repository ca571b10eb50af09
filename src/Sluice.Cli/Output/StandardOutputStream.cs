using System.Runtime.InteropServices;

namespace Sluice.Cli.Output;

/// <summary>
/// Standard output that tells when its reader has gone. The platform's own console stream swallows EPIPE, so
/// <c>sluice cat big | head</c> would fetch the whole object for nobody.
/// </summary>
sealed partial class StandardOutputStream : Stream
{
    const int Eintr = 4, Eagain = 11, EagainBsd = 35, Epipe = 32;

    readonly Stream? _console = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : null;

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
        if (_console is not null)
        {
            _console.Write(buffer);
            return;
        }
        while (!buffer.IsEmpty)
        {
            nint written = WriteToDescriptor(1, buffer, buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == Epipe)
                throw new OutputClosedException();
            // A terminal or pipe that somebody else made non-blocking: wait until it takes bytes again.
            if (error is Eagain or EagainBsd)
                Thread.Sleep(1);
            else if (error != Eintr)
                throw new IOException($"Standard output: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => _console?.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteToDescriptor(int descriptor, ReadOnlySpan<byte> buffer, nint count);
}
