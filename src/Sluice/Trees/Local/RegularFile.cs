namespace Sluice.Trees.Local;

/// <summary>Regular files, told from pipes, devices and directories, which .NET does not do. Symbolic links are followed.</summary>
public static class RegularFile
{
    /// <summary>Bytes of a regular file; null for anything else, and for nothing.</summary>
    public static long? LengthOf(string path) => FileStatus.From(path) is { Kind: FileKind.File, Length: var length } ? length : null;

    /// <summary>True for something that is there and is no regular file: it is not replaced by one.</summary>
    public static bool IsOther(string path) => FileStatus.From(path).Kind is not (FileKind.File or FileKind.Missing or FileKind.Denied);
}
