using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Sluice.Sftp.Ssh;

/// <summary>
/// What the pipe to a program holds before whoever writes to it waits. Linux gives 64 KiB, which two packets fill: with 1 MiB, the most that it gives without
/// a privilege, both ends are woken less often.
/// </summary>
internal static partial class PipeBuffer
{
    // <linux/fcntl.h>, F_LINUX_SPECIFIC_BASE + 7.
    const int SetPipeSize = 1031;

    const int Size = 1 << 20;

    /// <summary>Makes it larger where the system can; what it refuses stays as it is.</summary>
    public static void Enlarge(Stream stream)
    {
        if (!OperatingSystem.IsLinux() || stream is not PipeStream { SafePipeHandle: var handle })
            return;
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            _ = FileControl((int)handle.DangerousGetHandle(), SetPipeSize, Size);
        }
        finally
        {
            if (isHeld)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, int value);
}
