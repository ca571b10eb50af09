using System.Runtime.InteropServices;
using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>
/// The names of a directory as the bytes that they are. .NET shows every byte that is not UTF-8 as U+FFFD, by which two names look like one and
/// neither is found; 64-bit Linux only, elsewhere names are text.
/// </summary>
internal static partial class RawDirectory
{
    // struct dirent of 64-bit Linux (readdir(3)): inode, offset, length, type, name.
    const int TypeOffset = 18;
    const int NameOffset = 19;
    const byte DirectoryType = 4;

    /// <summary>True where names can be anything but text.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && nint.Size == 8;

    /// <summary>Those names that .NET may show wrongly, as <see cref="RawText"/>, and whether each is a directory's; empty when the directory cannot be read.</summary>
    public static IReadOnlyList<(string Name, bool IsDirectory)> OddNames(string path)
    {
        List<(string, bool)> names = [];
        nint directory = OpenDirectory(path);
        if (directory == 0)
            return names;
        try
        {
            for (nint entry; (entry = ReadDirectory(directory)) != 0;)
            {
                byte[] bytes = NameAt(entry + NameOffset);
                string name = RawText.Of(bytes);
                if (RawText.HoldsRawBytes(name) || name.Contains('\ufffd', StringComparison.Ordinal))
                    names.Add((name, Marshal.ReadByte(entry, TypeOffset) == DirectoryType));
            }
        }
        finally
        {
            _ = CloseDirectory(directory);
        }
        return names;
    }

    static byte[] NameAt(nint address)
    {
        int length = 0;
        while (Marshal.ReadByte(address, length) != 0)
            length++;
        byte[] name = new byte[length];
        Marshal.Copy(address, name, 0, length);
        return name;
    }

    [LibraryImport("libc", EntryPoint = "opendir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDirectory(string path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint directory);
}
