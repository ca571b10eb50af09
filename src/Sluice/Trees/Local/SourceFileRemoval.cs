using System.Runtime.InteropServices;
using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>
/// Removes the source file of a move, if its name still leads to the file that was read (same inode, size, times, owner and mode as when it was opened), and
/// the directories below the source that this leaves empty. What is written between that look and the removal is lost.
/// </summary>
internal static partial class SourceFileRemoval
{
    /// <summary>Removes it; why it is still there, or null. What lies behind a link below the root is not of the tree that was named: it stays, and is done.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="file">The file as it was read, still open.</param>
    /// <param name="root">Directories strictly below this one go when they become empty; null for none.</param>
    public static Failure? Remove(string path, SourceFile file, string? root)
    {
        if (Elsewhere(path, root) is { } elsewhere)
            return elsewhere;
        FileStatus now = FileStatus.From(path);
        if (now.Kind == FileKind.Missing)
            return null;
        if (now == file.Opened)
            return Delete(path, root);
        return Kept(path, now == FileStatus.From(file.Handle) && file.HasGrown
            ? "It has grown since its copy was begun, and the copy has what was there then."
            : "Another file has its name by now, or it was written to, or its attributes were changed.");
    }

    /// <summary>Removes a symbolic link that was kept as one, if it still leads where it did; why it is still there, or null.</summary>
    public static Failure? RemoveLink(string path, byte[] target, string? root)
    {
        if (Elsewhere(path, root) is { } elsewhere)
            return elsewhere;
        if (FileStatus.FromLink(path).Kind == FileKind.Missing)
            return null;
        return LinkText.Read(path) is { } now && now.AsSpan().SequenceEqual(target) ? Delete(path, root) : Kept(path, "It is another link by now, or none.");
    }

    // Looked at now and not when it was listed: a directory on the way may have become a link since.
    static Failure? Elsewhere(string path, string? root) => root is not null && new SafePath(root).LinkOnWay(path) is { } link
        ? Failure.Local(Tree.Stays, $"The copy is there and the file stays: it lies behind the symbolic link {DisplayText.Of(link)}, outside the tree that was named.")
        : null;

    static Failure? Delete(string path, string? root)
    {
        try
        {
            // A symbolic link goes, and not what it points to.
            File.Delete(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return Kept(path, LocalFailure.From(exception, path: null).Message);
        }
        if (root is not null)
            RemoveEmpty(path, root);
        return null;
    }

    static void RemoveEmpty(string path, string root)
    {
        int least = Path.TrimEndingDirectorySeparator(root).Length + 1;
        string? directory = Path.GetDirectoryName(path);
        while (directory is not null && directory.Length > least && RemoveDirectory(directory))
            directory = Path.GetDirectoryName(directory);
    }

    // rmdir(2) says that a directory is not empty a hundred times faster than an exception does.
    static bool RemoveDirectory(string path)
    {
        if (!OperatingSystem.IsWindows())
            return RmDir(path) == 0;
        try
        {
            Directory.Delete(path);
            return true;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return false;
        }
    }

    static Failure Kept(string path, string why) =>
        Failure.Local(Tree.NotRemoved, $"The copy is there and verified, but {DisplayText.Of(path)} could not be removed: {why}");

    [LibraryImport("libc", EntryPoint = "rmdir", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RmDir(string path);
}
