using System.Runtime.InteropServices;

namespace Sluice.Trees.Local;

/// <summary>
/// Whether a file that claims to have no bytes has none. In /proc and its like sizes mean nothing: a file of 0 bytes yields some when it is read.
/// There it is read; what cannot be read is unknown, and never empty.
/// </summary>
internal static partial class ClaimedSize
{
    // <fcntl.h>: nobody waits for a file such as /proc/kmsg.
    const int NonBlocking = 0x800;
    const int CloseOnExec = 0x80000;
    const int AccessDenied = 13;

    // Longer than struct statfs anywhere (statfs(2)); its first word is the kind of file system.
    const int StatisticsWords = 64;

    // <linux/magic.h>: proc, sysfs, debugfs, tracefs, securityfs, cgroup, cgroup2, configfs, bpf, pstore, FUSE, 9p.
    static readonly HashSet<uint> Unreal =
        [0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x73636673, 0x27e0eb, 0x63677270, 0x62656570, 0xcafe4a11, 0x6165676c, 0x65735546, 0x01021997];

    /// <summary>Why a regular file is not what its size says; null when it has bytes by its size, or surely none.</summary>
    public static LocalProblem? Problem(string path, in FileStatus status)
    {
        if (status is not { Kind: FileKind.File, Length: 0 } || !OperatingSystem.IsLinux() || nint.Size != 8 || !IsUnreal(path))
            return null;
        int file = Open(path, NonBlocking | CloseOnExec);
        if (file < 0)
        {
            return Marshal.GetLastPInvokeError() == AccessDenied
                ? new LocalProblem("Denied", "The file system refused access.", LocalSkip.Unreadable)
                : new LocalProblem("Unreadable", "It cannot be opened, and its size means nothing.", LocalSkip.Unreadable);
        }
        Span<byte> one = stackalloc byte[1];
        nint read = Read(file, one, 1);
        _ = Close(file);
        return read switch
        {
            0 => null,
            > 0 => new LocalProblem("NotAFile", "It yields more than the 0 bytes that its size says, as files in /proc do; give it to `sluice pipe`, which reads to the end."),
            _ => new LocalProblem("Unreadable", "It cannot be read, and its size means nothing.", LocalSkip.Unreadable),
        };
    }

    static bool IsUnreal(string path)
    {
        Span<long> statistics = stackalloc long[StatisticsWords];
        return Statistics(path, statistics) == 0 && Unreal.Contains(unchecked((uint)statistics[0]));
    }

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statistics(string path, Span<long> statistics);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, Span<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
