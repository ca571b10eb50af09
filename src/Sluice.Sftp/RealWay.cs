using Sluice.Failures;

namespace Sluice.Sftp;

/// <summary>
/// Makes the directories on the way to names of a tree, and sees that none of them is a symbolic link: where links come from elsewhere, a file below one of
/// them would be written wherever its target says. A directory that is there is never replaced by a link, so that one look at each is enough.
/// </summary>
internal sealed class RealWay
{
    readonly Lock _gate = new();
    readonly HashSet<string> _real = new(StringComparer.Ordinal);

    /// <summary>Makes the way to a name; throws <see cref="PlaceException"/> when it leads through a link.</summary>
    public void Make(SftpTree tree, ReadOnlySpan<byte> name)
    {
        // The root first, which is the user's own and may be a link.
        for (int end = 0, next; end >= 0; end = next < 0 ? -1 : end == 0 ? next : end + 1 + next)
        {
            next = name[(end == 0 ? 0 : end + 1)..].IndexOf((byte)'/');
            string directory = RawText.Of(name[..end]);
            lock (_gate)
                if (_real.Contains(directory))
                    continue;
            byte[] path = tree.PathOf(name[..end]);
            string place = tree.At(name[..end]).ToString()!;
            RemoteFile.MakeDirectories(tree.Host, path, place);
            if (end > 0 && RemoteFile.Status(tree.Host, path, place, out _, ofLink: true) is not { IsDirectory: true })
                throw new PlaceException(Failure.Local("LinkInPath", $"{place} is a symbolic link: nothing is written through it."));
            lock (_gate)
                _real.Add(directory);
        }
    }
}
