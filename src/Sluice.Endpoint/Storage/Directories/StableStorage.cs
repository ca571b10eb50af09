using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Makes a directory's entries survive a power cut: on Linux and macOS a rename is durable only after fsync of its directory (fsync(2)).</summary>
static partial class StableStorage
{
    const int ReadOnly = 0;

    /// <summary>Throws <see cref="IOException"/> when the system cannot do it. On Windows the file system journals renames itself.</summary>
    public static void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            return;
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
            throw Failed(path);
        try
        {
            if (Sync(descriptor) != 0)
                throw Failed(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    static IOException Failed(string path) => new($"Directory '{path}' could not be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
