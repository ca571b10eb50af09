using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Sync.Removing;

/// <summary>Removes the directories that a removal of files has left empty, from the inside out, never the root itself.</summary>
internal sealed class EmptyDirectories(string root)
{
    readonly string _root = Path.TrimEndingDirectorySeparator(root);
    readonly SafePath _way = new(root);
    string _last = "";

    /// <summary>Looks at the directories on the way to a file that is gone.</summary>
    public void After(string removedFile)
    {
        string? directory = Path.GetDirectoryName(removedFile);
        if (directory is null || directory == _last)
            return;
        _last = directory;
        for (string? at = directory; at is not null && at.Length > _root.Length; at = Path.GetDirectoryName(at))
        {
            try
            {
                if (_way.LinkOnWay(Path.Join(at, "x")) is not null || Directory.EnumerateFileSystemEntries(at).Any())
                    return;
                Directory.Delete(at);
            }
            catch (DirectoryNotFoundException)
            {
                // Gone with the file before: what is above it may be empty now.
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                // It stays. An empty directory is no item: nothing is lost or left over that a sync would see.
                return;
            }
        }
    }
}
