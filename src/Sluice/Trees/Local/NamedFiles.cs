using Sluice.Transfer;
using Sluice.Transfer.Copying;

namespace Sluice.Trees.Local;

/// <summary>Files of a directory that were named and not found by walking: a name must not lead out of it through a symbolic link.</summary>
internal sealed class NamedFiles(string root, bool followDirectoryLinks)
{
    readonly SafePath _way = new(root);

    /// <summary>What is said of such a name.</summary>
    public static LocalProblem BehindLink { get; } = new("DirectoryLinkInName", "It leads through a symbolic link to a directory; --follow-links allows that.", LocalSkip.Links);

    /// <summary>As <see cref="ProblemOf"/>, of what is at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="kind">What it leads to.</param>
    /// <param name="skipLinks">Symbolic links are left out, whatever they lead to.</param>
    public static LocalProblem? ProblemAt(string path, FileKind kind, bool skipLinks) => kind switch
    {
        FileKind.Missing when FileStatus.FromLink(path).Kind == FileKind.Link => DirectoryWalk.NothingBehindLink,
        // As .NET shows arguments that are not UTF-8.
        FileKind.Missing when path.Contains('\ufffd', StringComparison.Ordinal) => DirectoryWalk.BadName,
        FileKind.File or FileKind.Directory when skipLinks && FileStatus.FromLink(path).Kind == FileKind.Link => new LocalProblem("Link", "A symbolic link.", LocalSkip.Links),
        _ => ProblemOf(kind),
    };

    /// <summary>Why something that was named is no file that can be read; null for a file, or a link that is an item itself.</summary>
    public static LocalProblem? ProblemOf(FileKind kind) => kind switch
    {
        FileKind.File or FileKind.Link => null,
        FileKind.Missing => LocalProblem.Missing,
        FileKind.Denied => new LocalProblem("Denied", "The file system refused access.", LocalSkip.Unreadable),
        FileKind.LinkLoop => new LocalProblem("Loop", "Symbolic links that lead in a circle.", LocalSkip.Links),
        FileKind.Directory => new LocalProblem("NotAFile", "A directory, not a file; name the files in it."),
        _ => new LocalProblem("NotAFile", $"A {kind.ToString().ToLowerInvariant()}, not a file; copy - and redirect it there.", LocalSkip.Special),
    };

    /// <summary>True when a directory on the way to this file is a symbolic link, and those are not followed.</summary>
    public bool IsBehindLink(string name) => !followDirectoryLinks && _way.LinkOnWay(Path.Join(root, name)) is not null;
}
