using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sluice.Transfer;

namespace Sluice.Trees.Local;

/// <summary>
/// Opens, creates, writes and renames a file with one system call each. .NET's own way adds an advisory lock, its release, three status
/// calls and a normalised path to every file, 6 us of system time: a tenth of what a small download costs. Elsewhere than
/// on 64-bit Linux, and where a call fails, .NET's way is taken, which also finds the exception that says why.
/// </summary>
internal static partial class PosixFile
{
    // <fcntl.h> of Linux on x86-64 and arm64.
    const int WriteOnly = 0x1;
    const int Create = 0x40;
    const int Exclusive = 0x80;
    const int CloseOnExec = 0x80000;
    const int NonBlocking = 0x800;
    const int AtCurrentDirectory = -100;

    // <linux/fs.h>: fail where there is something of the new name.
    const uint NoReplace = 1;

    // <linux/falloc.h>: the length stays what was written.
    const int KeepSize = 0x1;

    // <linux/magic.h>
    const long Ext4 = 0xEF53, Xfs = 0x58465342, Tmpfs = 0x01021994;

    // struct statfs has 120 bytes, the first eight of which are the kind.
    const int StatusLongs = 32;

    // renameat2 is in glibc since 2.28 and in few other libraries.
    static bool _hasNoReplace = true;

    static readonly bool IsSupported = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Opens a file for reading, whoever else has it open. What became a pipe meanwhile is opened too, without waiting for whoever writes (open(2), O_NONBLOCK): ask what it is.</summary>
    public static SafeFileHandle OpenRead(string path)
    {
        if (IsSupported && Open(path, CloseOnExec | NonBlocking, 0) is >= 0 and int descriptor)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Creates a file that must not be there yet, for writing; nobody else may look into it before it is published.</summary>
    public static SafeFileHandle CreateNew(string path)
    {
        if (IsSupported && Open(path, WriteOnly | Create | Exclusive | CloseOnExec, (int)FileModes.Private) is >= 0 and int descriptor)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        // Not File.OpenHandle, which takes no permission bits.
        using FileStream made = new(path, FileModes.PrivateFile(FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        return File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>
    /// Opens an unfinished file of an earlier run, to go on with it; null when that name has no regular file, or one that is not this user's alone:
    /// behind a link, or under a second name, it would be another file that is written to. Throws as <see cref="File.OpenHandle"/> does.
    /// </summary>
    public static SafeFileHandle? OpenUnfinished(string path)
    {
        if (FileStatus.FromLink(path) is not { Kind: FileKind.File } there)
            return null;
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        FileStatus open = FileStatus.From(file);
        if (open.Inode == 0 || open is { Kind: FileKind.File, Links: 1 } && open.Inode == there.Inode && open.Device == there.Device && open.UserId == EffectiveUser())
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Reads bytes at an offset, as many as the buffer takes or as there are; 0 at the end. Throws what <see cref="RandomAccess"/> throws, which asks once for each file whether it can seek.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset) =>
        IsSupported && Read(file, buffer, buffer.Length, offset) is >= 0 and nint count ? (int)count : RandomAccess.Read(file, buffer, offset);

    /// <summary>Writes all of the bytes at an offset. Throws what <see cref="RandomAccess"/> throws, which asks once for each file whether it can seek.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        while (IsSupported && !bytes.IsEmpty && Write(file, bytes, bytes.Length, offset) is > 0 and nint count)
        {
            bytes = bytes[(int)count..];
            offset += count;
        }
        if (!bytes.IsEmpty)
            RandomAccess.Write(file, bytes, offset);
    }

    /// <summary>
    /// Takes the space of what is written next, at once instead of for each write, during which writers of one file wait for one another. Only of file systems
    /// on which that is less work by our measurement (docs/performance.md): those that copy on write would give up compression. A failure is left to the writes.
    /// </summary>
    public static void Allocate(SafeFileHandle file, long offset, long length)
    {
        if (!IsSupported)
            return;
        Span<long> status = stackalloc long[StatusLongs];
        if (Status(file, status) == 0 && status[0] is Ext4 or Xfs or Tmpfs)
            _ = Allocate(file, KeepSize, offset, length);
    }

    /// <summary>Renames a file to a name that nothing has, in one call; false when something has it, or the file system cannot tell.</summary>
    public static bool TryRenameToFree(string temporary, string path)
    {
        if (!IsSupported || !_hasNoReplace)
            return false;
        try
        {
            return RenameNoReplace(AtCurrentDirectory, temporary, AtCurrentDirectory, path, NoReplace) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return _hasNoReplace = false;
        }
    }

    /// <summary>Renames a file; whatever has the new name is replaced. False when it cannot be done so (<see cref="Rename"/> says why).</summary>
    public static bool TryRename(string temporary, string path) => IsSupported && RenameReplacing(temporary, path) == 0;

    /// <summary>Renames a file; whatever has the new name is replaced. Throws as <see cref="File.Move(string, string, bool)"/> does.</summary>
    public static void Rename(string temporary, string path)
    {
        if (!TryRename(temporary, path))
            File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Makes names given in a directory outlast a power failure, where the platform can.</summary>
    public static void FlushDirectory(string path)
    {
        if (!IsSupported)
            return;
        using SafeFileHandle directory = OpenRead(path);
        RandomAccess.FlushToDisk(directory);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint Read(SafeFileHandle file, Span<byte> bytes, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite")]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fstatfs")]
    private static partial int Status(SafeFileHandle file, Span<long> status);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameReplacing(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameNoReplace(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
