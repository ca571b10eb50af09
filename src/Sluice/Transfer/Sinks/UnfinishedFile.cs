using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>An unfinished file that a run has made or left, or a directory that could not be looked into.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Problem">Why a directory could not be looked into; null for a file.</param>
public sealed record UnfinishedFile(string Path, string? Problem)
{
    /// <summary>All below a directory, as the walk comes by them. Symbolic links are not followed.</summary>
    public static IEnumerable<UnfinishedFile> Find(string directory)
    {
        foreach (LocalEntry entry in DirectoryWalk.Walk(directory, followDirectoryLinks: false))
        {
            if (entry.Problem is { Code: "Unfinished" } && FileStatus.FromLink(entry.Path).Kind == FileKind.File)
                yield return new UnfinishedFile(entry.Path, null);
            // A directory: what is in it was not looked at.
            else if (entry.Problem is { IsLeftOut: false } problem && (entry.Name.Length == 0 || entry.Name.EndsWith('/')))
                yield return new UnfinishedFile(entry.Path, problem.Message);
        }
    }
}
