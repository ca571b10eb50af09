using System.Globalization;
using System.Runtime.InteropServices;

namespace Sluice.Trees.Local;

/// <summary>
/// What has a path and keeps no bytes: a named pipe, a character device, or a descriptor of this process
/// (<c>/dev/stdout</c>, <c>/dev/fd/3</c>). It is written through, from the first byte to the last, and never replaced.
/// </summary>
internal static partial class SpecialFile
{
    // <fcntl.h>, <errno.h> and <sys/stat.h>.
    const int WriteOnly = 0x1;
    const int NonBlockingLinux = 0x800;
    const int NonBlockingMac = 0x4;
    const int NoReader = 6;
    const int TypeBits = 0xf000;
    const int BlockDevice = 0x6000;

    const int MostLinks = 8;

    // Milliseconds between two looks at whether somebody reads a pipe.
    const int ReaderCheck = 50;

    /// <summary>True for one that can be written through.</summary>
    public static bool IsWritable(string path)
    {
        if (DescriptorOf(path) is not null)
            return true;
        FileStatus status = FileStatus.From(path);
        return status.Kind == FileKind.Fifo || status.Kind == FileKind.Device && (status.Mode & TypeBits) != BlockDevice;
    }

    /// <summary>Opens it; waits for the reader of a pipe. Null when that was given up. Throws as <see cref="FileStream"/> does.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="standardOutput">Opens standard output.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Stream? OpenWrite(string path, Func<Stream> standardOutput, CancellationToken cancellationToken)
    {
        if (DescriptorOf(path) is { } descriptor)
            return descriptor == 1 ? standardOutput() : StandardStream.OfInherited(descriptor) ?? throw new IOException($"{path} is not open.");
        if (FileStatus.From(path).Kind != FileKind.Fifo)
            return OpenBlocking(path);
        // A pipe that nobody reads cannot be opened without waiting (fifo(7), ENXIO): waiting in open(2) could not be cancelled.
        int probe;
        while ((probe = Open(path, WriteOnly | (OperatingSystem.IsMacOS() ? NonBlockingMac : NonBlockingLinux))) < 0 && Marshal.GetLastPInvokeError() == NoReader)
            if (cancellationToken.WaitHandle.WaitOne(ReaderCheck))
                return null;
        try
        {
            return OpenBlocking(path);
        }
        finally
        {
            if (probe >= 0)
                _ = Close(probe);
        }
    }

    // Not FileMode.Create: what has no length cannot be made shorter, and what is not there must not become a file.
    static FileStream OpenBlocking(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    // Also behind links of the user's own, such as a log file that leads to /dev/stdout. The system's last link is not followed: it
    // leads to whatever file the descriptor is redirected to, which has a length and a place where writing goes on.
    static int? DescriptorOf(string path)
    {
        string at = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks && !OperatingSystem.IsWindows(); links++)
        {
            if (NumberIn(at) is { } descriptor)
                return descriptor;
            if (FileStatus.FromLink(at).Kind != FileKind.Link || new FileInfo(at).LinkTarget is not { } target)
                return null;
            at = Path.GetFullPath(target, Path.GetDirectoryName(at) ?? "/");
        }
        return null;
    }

    static int? NumberIn(string path)
    {
        ReadOnlySpan<char> number = path switch
        {
            "/dev/stdout" => "1",
            "/dev/stderr" => "2",
            _ when path.StartsWith("/dev/fd/", StringComparison.Ordinal) => path.AsSpan("/dev/fd/".Length),
            _ when path.StartsWith("/proc/self/fd/", StringComparison.Ordinal) => path.AsSpan("/proc/self/fd/".Length),
            _ => default,
        };
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor) ? descriptor : null;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
