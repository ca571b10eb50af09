using Sluice.Failures;
using Sluice.Sftp.Protocol;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>The files below a directory of a host, in the byte order of their names; of each directory on the way the names that are left are held.</summary>
internal sealed class SftpListing : TreeListing
{
    // As deep as a path can be.
    const int MostDepth = 2048;

    readonly SftpTree _tree;
    readonly TreeQuery _query;
    readonly DirectoryReader _reader;
    readonly CancellationToken _stop;
    readonly IEnumerator<TreeEntry> _entries;
    Failure? _error;

    /// <summary>Begins to list.</summary>
    public SftpListing(SftpTree tree, TreeQuery query, CancellationToken stop)
    {
        (_tree, _query, _stop) = (tree, query, stop);
        _reader = new DirectoryReader(tree.Host, stop, tree.KeepsLinks);
        _entries = Walk([], 0, []).GetEnumerator();
    }

    /// <inheritdoc/>
    public override Failure? Error => _error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        item = default;
        try
        {
            do
                if (_error is not null || _stop.IsCancellationRequested || !_entries.MoveNext())
                    return false;
            while (_tree.Pattern?.IsMatch(_entries.Current.Text) == false);
        }
        catch (PlaceException exception)
        {
            _error = exception.Failure;
            return false;
        }
        catch (OperationCanceledException)
        {
            _error = new Failure(FailureKind.Canceled, RetryClass.Never, "The listing was given up.");
            return false;
        }
        item = _entries.Current;
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _entries.Dispose();

    IEnumerable<TreeEntry> Walk(byte[] prefix, int depth, HashSet<string> way)
    {
        byte[] path = _tree.PathOf(prefix.AsSpan().TrimEnd((byte)'/'));
        List<DirectoryReader.Listed>? names = _reader.Read(path, _tree.At(prefix).ToString()!, out LocalProblem? problem);
        if (names is null)
        {
            // A directory that is not there has no items: the root, or one that went meanwhile.
            if (problem is { Code: not "Missing" })
                yield return new TreeEntry(prefix, 0, null) { Problem = depth == 0 ? problem with { SkippedBy = LocalSkip.None } : problem };
            yield break;
        }
        foreach (DirectoryReader.Listed listed in names)
        {
            byte[] name = [.. prefix, .. listed.Name];
            if (listed.Clashes)
                yield return Problem(name, "NameClash", "A file and a symbolic link would both have this name.");
            else if (!listed.Status.IsDirectory && UnfinishedName.IsOne(RawText.Of(listed.Name)))
                yield return Problem(name, "Unfinished", "What Sluice has not finished, or a killed run left.");
            else if (listed.IsLink && _tree.KeepsLinks)
                yield return SftpTree.LinkOf(name, listed.Status);
            else if (listed.IsLink && _query.SkipLinks && !_query.FollowDirectoryLinks)
                yield return Problem(name, "Link", "A symbolic link.", LocalSkip.Links);
            else if (listed.LeadsNowhere)
                yield return Problem(name, "Missing", "A symbolic link to nothing.", LocalSkip.Links);
            else if (!listed.Status.IsDirectory)
                yield return SftpTree.EntryOf(name, listed.Status);
            else if (listed.IsLink && !_query.FollowDirectoryLinks)
                yield return Problem(name, "DirectoryLink", "A symbolic link to a directory, which is not followed.");
            else if (depth >= MostDepth || _query.FollowDirectoryLinks && !way.Add(RealPath(name)))
                yield return Problem(name, "Loop", "The directory contains itself.", LocalSkip.Links);
            else
            {
                foreach (TreeEntry entry in Walk(name, depth + 1, way))
                    yield return entry;
                if (_query.FollowDirectoryLinks)
                    way.Remove(RealPath(name));
            }
        }
    }

    // Links can lead back to a directory on the way here.
    string RealPath(byte[] name)
    {
        byte[] path = _tree.PathOf(name.AsSpan().TrimEnd((byte)'/'));
        SftpRequest answered = _tree.Host.Ask(_ => new SftpRequest(PacketType.RealPath, path.Length + 8).Add(path));
        if (answered.Answer != PacketType.Name)
            throw new PlaceException(SftpStatus.FailureOf(answered, _tree.At(name).ToString()!, "follow"));
        return RawText.Of(RemoteFile.FirstName(answered.Payload, _tree.At(name).ToString()!));
    }

    static TreeEntry Problem(byte[] name, string code, string message, LocalSkip skippedBy = LocalSkip.None) => new(name, 0, null) { Problem = new LocalProblem(code, message, skippedBy) };
}
