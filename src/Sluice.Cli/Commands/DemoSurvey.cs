namespace Sluice.Cli.Commands;

/// <summary>What a directory holds, counted before anything is copied; by its own walk, so that the copy can be checked against it.</summary>
/// <param name="Files">Files, links to files included.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="DirectoryLinks">Links to directories, which are not entered.</param>
/// <param name="Unreadable">Directories that cannot be listed.</param>
sealed record DemoSurvey(long Files, long Bytes, long DirectoryLinks, IReadOnlyList<string> Unreadable)
{
    /// <summary>Walks a tree.</summary>
    public static DemoSurvey From(string root, CancellationToken stop)
    {
        long files = 0, bytes = 0, links = 0;
        List<string> unreadable = [];
        Stack<DirectoryInfo> open = new([new DirectoryInfo(root)]);
        while (open.TryPop(out DirectoryInfo? directory))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos())
                {
                    FileSystemInfo? target = entry.LinkTarget is null ? entry : Target(entry);
                    if (target is DirectoryInfo below)
                    {
                        if (entry.LinkTarget is not null)
                            links++;
                        else
                            open.Push(below);
                    }
                    else if (target is FileInfo { Exists: true } file)
                    {
                        files++;
                        bytes += file.Length;
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(directory.FullName);
            }
        }
        return new DemoSurvey(files, bytes, links, unreadable);
    }

    static FileSystemInfo? Target(FileSystemInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (IOException)
        {
            // A loop of links leads nowhere.
            return null;
        }
    }
}
