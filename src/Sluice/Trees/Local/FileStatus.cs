using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Trees.Local;

/// <summary>What a path leads to. The system's own numbers are 0 where the platform does not tell them.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes of a regular file.</param>
/// <param name="Modified">Last write.</param>
/// <param name="Device">Number of the file system; 0 where the platform does not say.</param>
/// <param name="Inode">Number in it; 0 where the platform does not say.</param>
internal readonly partial record struct FileStatus(FileKind Kind, long Length, DateTimeOffset Modified, ulong Device, ulong Inode)
{
    const int AtCurrentDirectory = -100;
    const int EmptyPath = 0x1000;
    const int NoFollow = 0x100;
    const uint BasicStatistics = 0x7ff;
    const int NoEntry = 2;
    const int AccessDenied = 13;
    const int NotADirectory = 20;
    const int TooManyLinks = 40;

    /// <summary>Last write in nanoseconds since 1970, as precise as the system tells.</summary>
    public Int128 ModifiedNanoseconds { get; init; }

    /// <summary>Last change of content or attributes, which no program can set, in nanoseconds since 1970; Linux only.</summary>
    public Int128 ChangedNanoseconds { get; init; }

    /// <summary>Names that it has; Linux only.</summary>
    public uint Links { get; init; }

    /// <summary>Type and permission bits; Linux only.</summary>
    public int Mode { get; init; }

    /// <summary>Owner; Linux only.</summary>
    public uint UserId { get; init; }

    /// <summary>Group; Linux only.</summary>
    public uint GroupId { get; init; }

    /// <summary>
    /// Asks the system once, symbolic links followed. On Linux by statx(2), whose structure is the same on all processors; elsewhere by .NET, which
    /// does not tell pipes and devices from files.
    /// </summary>
    public static FileStatus From(string path) => OperatingSystem.IsLinux() ? FromLinux(path, 0) : FromPortable(path);

    /// <summary>The same of an open regular file.</summary>
    public static FileStatus From(SafeFileHandle file)
    {
        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            if (OperatingSystem.IsLinux() && Statx((int)file.DangerousGetHandle(), "", EmptyPath, BasicStatistics, out StatxBuffer status) == 0)
                return From(status);
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
        DateTime modified = File.GetLastWriteTimeUtc(file);
        return new FileStatus(FileKind.File, RandomAccess.GetLength(file), modified, 0, 0) { ModifiedNanoseconds = Nanoseconds(modified) };
    }

    /// <summary>As <see cref="From(string)"/>, of the path itself: a symbolic link is <see cref="FileKind.Link"/>.</summary>
    public static FileStatus FromLink(string path)
    {
        if (OperatingSystem.IsLinux())
            return FromLinux(path, NoFollow);
        return new FileInfo(path) is { LinkTarget: not null } link
            ? new FileStatus(FileKind.Link, 0, link.LastWriteTimeUtc, 0, 0) { ModifiedNanoseconds = Nanoseconds(link.LastWriteTimeUtc) }
            : FromPortable(path);
    }

    /// <summary>True while a name is that of an open file itself, and not of another one that took its place. Where the platform has no numbers, always.</summary>
    public static bool IsAt(SafeFileHandle file, string path)
    {
        FileStatus open = From(file);
        return open.Inode == 0 || FromLink(path) is var there && there.Inode == open.Inode && there.Device == open.Device;
    }

    /// <summary>The full path that a symbolic link leads to in the end; null for what is none. .NET finds it for full paths only.</summary>
    public static string? TargetOf(string path) => File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName;

    static FileStatus FromLinux(string path, int flags)
    {
        if (Statx(AtCurrentDirectory, path, flags, BasicStatistics, out StatxBuffer status) != 0)
        {
            return Marshal.GetLastPInvokeError() switch
            {
                AccessDenied => new FileStatus(FileKind.Denied, 0, default, 0, 0),
                TooManyLinks => new FileStatus(FileKind.LinkLoop, 0, default, 0, 0),
                NoEntry or NotADirectory => default,
                _ => FromPortable(path),
            };
        }
        return From(status);
    }

    static FileStatus From(in StatxBuffer status)
    {
        FileKind kind = (status.Mode & 0xf000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Directory,
            0x1000 => FileKind.Fifo,
            0xc000 => FileKind.Socket,
            0xa000 => FileKind.Link,
            _ => FileKind.Device,
        };
        DateTimeOffset modified = DateTimeOffset.UnixEpoch;
        if (status.ModifiedSeconds is > -62_135_596_800 and < 253_402_300_800)
            modified = DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds).AddTicks(status.ModifiedNanoseconds / 100);
        return new FileStatus(kind, (long)status.Size, modified, (ulong)status.DeviceMajor << 32 | status.DeviceMinor, status.Inode)
        {
            ModifiedNanoseconds = (Int128)status.ModifiedSeconds * 1_000_000_000 + status.ModifiedNanoseconds,
            ChangedNanoseconds = (Int128)status.ChangedSeconds * 1_000_000_000 + status.ChangedNanoseconds,
            Links = status.Links,
            Mode = status.Mode,
            UserId = status.UserId,
            GroupId = status.GroupId,
        };
    }

    static FileStatus FromPortable(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            if (file.Exists)
                return new FileStatus((file.Attributes & FileAttributes.Device) != 0 ? FileKind.Device : FileKind.File, file.Length, file.LastWriteTimeUtc, 0, 0) { ModifiedNanoseconds = Nanoseconds(file.LastWriteTimeUtc) };
            DirectoryInfo directory = new(path);
            return directory.Exists ? new FileStatus(FileKind.Directory, 0, directory.LastWriteTimeUtc, 0, 0) : default;
        }
        catch (UnauthorizedAccessException)
        {
            return new FileStatus(FileKind.Denied, 0, default, 0, 0);
        }
        catch (IOException)
        {
            // What .NET throws for links that lead in a circle.
            return new FileStatus(FileKind.LinkLoop, 0, default, 0, 0);
        }
    }

    static Int128 Nanoseconds(DateTime time) => (Int128)(time - DateTime.UnixEpoch).Ticks * 100;

    // struct statx of linux/stat.h: 256 bytes.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct StatxBuffer
    {
        [FieldOffset(16)] public uint Links;
        [FieldOffset(20)] public uint UserId;
        [FieldOffset(24)] public uint GroupId;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNanoseconds;
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out StatxBuffer status);
}
