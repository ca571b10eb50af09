using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>
/// Reads a directory with the kind of each name, as readdir(3) tells both. .NET shows every byte that is not UTF-8 as U+FFFD, by which two names look like one and
/// neither is found, and asks the system for each name whether it is a link, and who asks: 5 us of each small upload. 64-bit Linux only, elsewhere names are text.
/// </summary>
internal static partial class RawDirectory
{
    // struct dirent of 64-bit Linux (readdir(3)): inode, offset, length, type, name.
    const int TypeOffset = 18;
    const int NameOffset = 19;

    // <dirent.h>
    const byte DirectoryType = 4, FileType = 8, LinkType = 10;

    /// <summary>True where directories can be read so.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && nint.Size == 8;

    /// <summary>Adds the names of a directory, as <see cref="RawText"/>, in no order. The system's error number where it cannot be read to its end, else 0.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="names">Takes each name, and what it is: file, directory, link; Missing where only the system's status tells.</param>
    public static int Read(string path, List<(string Name, FileKind Kind)> names)
    {
        nint directory = OpenDirectory(path);
        if (directory == 0)
            return Marshal.GetLastPInvokeError();
        try
        {
            while (ReadDirectory(directory) is not 0 and nint entry)
            {
                ReadOnlySpan<byte> name = NameAt(entry + NameOffset);
                if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                    continue;
                names.Add((Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : RawText.Of(name), Marshal.ReadByte(entry, TypeOffset) switch
                {
                    FileType => FileKind.File,
                    DirectoryType => FileKind.Directory,
                    LinkType => FileKind.Link,
                    _ => FileKind.Missing,
                }));
            }
            return Marshal.GetLastPInvokeError();
        }
        finally
        {
            _ = CloseDirectory(directory);
        }
    }

    static unsafe ReadOnlySpan<byte> NameAt(nint address) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)address);

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDirectory(string path);

    // Its end and an error look alike but for the error number, which is 0 at the end.
    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial nint ReadDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseDirectory(nint directory);
}
