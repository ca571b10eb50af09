using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Trees.Local;

/// <summary>Permission bits of files that are made here: their owner's alone while they are not finished, then what a new file gets.</summary>
public static partial class FileModes
{
    /// <summary>rw-------: of what is not finished, or nobody else's business.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>rwx------: of a directory of such files.</summary>
    public const UnixFileMode PrivateDirectory = Private | UnixFileMode.UserExecute;

    /// <summary>All bits but those that lend the owner's rights to whoever runs a file.</summary>
    public const int Permissions = 0x1ff;

    // rw-rw-rw-
    const int NewFile = 0x1b6;

    static readonly Lazy<int> Mask = new(ReadMask);

    /// <summary>What any new file gets: rw-rw-rw- less the process' umask.</summary>
    public static int Published => NewFile & ~Mask.Value;

    /// <summary>Options of a file that only its owner may read.</summary>
    public static FileStreamOptions PrivateFile(FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;
        return options;
    }

    /// <summary>Makes a directory, and those above it, that only its owner may look into; one that is there stays as it is.</summary>
    public static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        // .NET gives the bits to the last one only.
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) is { } parent && !Directory.Exists(parent))
            CreatePrivateDirectory(parent);
        try
        {
            Directory.CreateDirectory(path, PrivateDirectory);
        }
        catch (IOException impossible) when (impossible is DirectoryNotFoundException or FileNotFoundException)
        {
            // A file system of the system's own, such as /proc.
            throw new IOException($"{DisplayText.Of(path)} cannot be made: no directory can be made there.", impossible);
        }
    }

    /// <summary>Sets the bits of an open file; nothing happens where there are none.</summary>
    public static void Set(SafeFileHandle file, int mode)
    {
        // One call; .NET's own is two. Where it fails, .NET finds the exception that says why.
        if (!OperatingSystem.IsWindows() && ChangeMode(file, (uint)mode) != 0)
            File.SetUnixFileMode(file, (UnixFileMode)mode);
    }

    // umask(2) can only be read by changing it, which other threads would see; Linux 4.7 tells it (proc(5)).
    static int ReadMask()
    {
        if (OperatingSystem.IsWindows())
            return 0;
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
                if (line.StartsWith("Umask:", StringComparison.Ordinal))
                    return Convert.ToInt32(line["Umask:".Length..].Trim(), 8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // No /proc: as below.
        }
        int mask = ChangeMask(0x3f);
        _ = ChangeMask(mask);
        return mask;
    }

    [LibraryImport("libc", EntryPoint = "fchmod")]
    private static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int ChangeMask(int mask);
}
