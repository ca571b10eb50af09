using Sluice.S3;

namespace Sluice.Sync.Removing;

/// <summary>Says whether a path below a root leads there without a symbolic link on the way: through one, what is removed would lie somewhere else.</summary>
internal sealed class SafePath(string root)
{
    readonly string _root = Path.TrimEndingDirectorySeparator(root);
    string _lastDirectory = "";

    /// <summary>Why a file of this path is not to be touched; null when it may be.</summary>
    public string? ProblemOf(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        if (directory is null || directory == _lastDirectory)
            return null;
        for (string? at = directory; at is not null && at.Length > _root.Length; at = Path.GetDirectoryName(at))
            if (new FileInfo(at).LinkTarget is not null)
                return $"{DisplayText.Of(at)} is a symbolic link; nothing is removed through one.";
        _lastDirectory = directory;
        return null;
    }
}
