using Sluice.Engine;
using Sluice.Failures;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Preserving;

/// <summary>
/// Makes directories below a destination without ever passing through a symbolic link. Where links come out of a store, a
/// key below one of them would otherwise be written wherever its target says.
/// </summary>
internal static class RealDirectories
{
    /// <summary>Makes a directory, which lies below <paramref name="root"/> or is it; why it cannot be used, or null.</summary>
    public static Failure? Make(string root, string directory)
    {
        try
        {
            // The root itself is the user's own: it may be a link.
            Directory.CreateDirectory(root);
            string at = root;
            foreach (string name in Path.GetRelativePath(root, directory).Split(Path.DirectorySeparatorChar))
            {
                at = name == "." ? at : Path.Join(at, name);
                if (FileStatus.FromLink(at).Kind == FileKind.Missing)
                    Directory.CreateDirectory(at);
                // Asked after it was made: a directory is never replaced by a link, a name that was free may be.
                if (name != "." && FileStatus.FromLink(at).Kind == FileKind.Link)
                    return Failure.Local("LinkInPath", $"{DisplayText.Of(at)} is a symbolic link: nothing is written through it.");
            }
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Whoever opens a file there finds the same, and can say more.
            return null;
        }
    }
}
