using System.Runtime.InteropServices;

namespace Sluice.Engine.Memory;

/// <summary>Gives the pages of a buffer back to the system while the buffer stays: what was in them reads as zeros, and they come back when they are written to.</summary>
static partial class UnusedPages
{
    // MADV_DONTNEED of Linux; other systems have other numbers and other meanings.
    const int DontNeed = 4;

    /// <summary>Does it for all whole pages of a pinned array. Elsewhere than on Linux nothing happens.</summary>
    public static void GiveBack(byte[] pinned)
    {
        if (!OperatingSystem.IsLinux())
            return;
        nint page = Environment.SystemPageSize, begin = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        nint first = (begin + page - 1) & -page, end = (begin + pinned.Length) & -page;
        if (end > first)
            _ = Advise(first, (nuint)(end - first), DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
