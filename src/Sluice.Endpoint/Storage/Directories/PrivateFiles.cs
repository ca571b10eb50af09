namespace Sluice.Endpoint.Storage.Directories;

/// <summary>Files and directories that only their owner may look into: what is stored here has its own permissions, those of the keys.</summary>
static class PrivateFiles
{
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Options of an unbuffered file that nobody else has open.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        return options;
    }

    /// <summary>Makes a directory and those above it; one that is there stays as it is. The path is a full one.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        // .NET gives the bits to the last one only.
        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
            CreateDirectory(parent);
        Directory.CreateDirectory(path, OwnerFile | UnixFileMode.UserExecute);
    }
}
