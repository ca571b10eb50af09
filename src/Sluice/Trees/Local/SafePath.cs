namespace Sluice.Trees.Local;

/// <summary>Says whether a path below a root leads there without a symbolic link on the way: behind one, what is meant lies somewhere else. For one thread.</summary>
internal sealed class SafePath(string root)
{
    // In the form that directories of paths below it have: separators that come twice count once.
    readonly string _root = Path.GetDirectoryName(Path.Join(root, "x")) ?? root;
    string _lastDirectory = "";
    string? _lastLink;

    /// <summary>The directory on the way that is a symbolic link; null when there is none. The root itself is none.</summary>
    public string? LinkOnWay(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        // Lists mostly come sorted: the directory of the path before is that of the next.
        if (directory is null || directory == _lastDirectory)
            return directory is null ? null : _lastLink;
        _lastLink = null;
        for (string? at = directory; at is not null && at.Length > _root.Length && _lastLink is null; at = Path.GetDirectoryName(at))
            if (FileStatus.FromLink(at).Kind == FileKind.Link)
                _lastLink = at;
        _lastDirectory = directory;
        return _lastLink;
    }
}
