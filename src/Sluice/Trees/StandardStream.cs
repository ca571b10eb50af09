using System.Runtime.InteropServices;

namespace Sluice.Trees;

/// <summary>
/// Standard input or output as raw bytes, unbuffered. Not a FileStream: on a redirected file that one writes at offsets
/// of its own and leaves the shared file position behind, so that the next program of a shell's group overwrites it.
/// A stream that was closed when the process began (<c>&gt;&amp;-</c>) stays closed, whatever has its number now.
/// </summary>
public sealed partial class StandardStream : Stream
{
    const int Interrupted = 4;
    const int WouldBlockLinux = 11;
    const int WouldBlockMac = 35;
    const int EndOfPipeWindows = 109;

    // <fcntl.h>, <errno.h>.
    const int GetDescriptorFlags = 1;
    const int CloseOnExecFlag = 1;

    /// <summary>EBADF, as exceptions of this stream carry it.</summary>
    public const int BadDescriptor = 9;

    readonly int _descriptor;
    readonly bool _isOpen;

    StandardStream(int descriptor) => (_descriptor, _isOpen) = (descriptor, IsInherited(descriptor));

    /// <summary>Standard input.</summary>
    public static Stream Input() => new StandardStream(0);

    /// <summary>Standard output.</summary>
    public static Stream Output() => new StandardStream(1);

    /// <summary>Standard error.</summary>
    public static Stream Error() => new StandardStream(2);

    /// <summary>A descriptor that the process was given, such as 3 of <c>3&gt;file</c>; null when it was given none of that number.</summary>
    public static Stream? OfInherited(int descriptor) => IsInherited(descriptor) ? new StandardStream(descriptor) : null;

    /// <summary>
    /// True for a descriptor that the process was given by whoever started it. Those outlived exec, so they do not have the
    /// flag (fcntl(2), FD_CLOEXEC) that .NET, and we, give to every descriptor of our own.
    /// </summary>
    public static bool IsInherited(int descriptor) => OperatingSystem.IsWindows() || Control(descriptor, GetDescriptorFlags) is >= 0 and int flags && (flags & CloseOnExecFlag) == 0;

    /// <inheritdoc/>
    public override bool CanRead => _descriptor == 0;

    /// <inheritdoc/>
    public override bool CanWrite => _descriptor != 0;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override unsafe int Read(Span<byte> buffer)
    {
        RequireOpen();
        fixed (byte* start = buffer)
        {
            if (OperatingSystem.IsWindows())
                return ReadFile(GetStdHandle(-10), start, buffer.Length, out int read, 0) || Marshal.GetLastPInvokeError() == EndOfPipeWindows ? read : throw Failure();
            while (true)
            {
                nint count = UnixRead(_descriptor, start, buffer.Length);
                if (count >= 0)
                    return (int)count;
                WaitOrThrow();
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        RequireOpen();
        fixed (byte* start = buffer)
        {
            for (int at = 0; at < buffer.Length;)
            {
                nint count;
                if (OperatingSystem.IsWindows())
                    count = WriteFile(GetStdHandle(_descriptor == 2 ? -12 : -11), start + at, buffer.Length - at, out int written, 0) ? written : throw Failure();
                else
                    count = UnixWrite(_descriptor, start + at, buffer.Length - at);
                if (count < 0)
                    WaitOrThrow();
                else
                    at += (int)count;
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    void RequireOpen()
    {
        if (!_isOpen)
            throw new IOException($"{(_descriptor switch { 0 => "Standard input", 1 => "Standard output", _ => "Standard error" })} was closed when the command began.", BadDescriptor);
    }

    // Another program may have made a shared terminal or pipe non-blocking; nothing here can be waited for without it.
    static void WaitOrThrow()
    {
        switch (Marshal.GetLastPInvokeError())
        {
            case Interrupted:
                return;
            case WouldBlockLinux or WouldBlockMac:
                Thread.Sleep(1);
                return;
            default:
                throw Failure();
        }
    }

    static IOException Failure() => new(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint UnixRead(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint UnixWrite(int descriptor, byte* buffer, nint count);

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool ReadFile(nint file, byte* buffer, int count, out int read, nint overlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool WriteFile(nint file, byte* buffer, int count, out int written, nint overlapped);
}
