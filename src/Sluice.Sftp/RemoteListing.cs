using Sluice.Failures;
using Sluice.Sftp.Protocol;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>What a location on a host holds, streaming, in the byte order of names: one level of it, or all files below it.</summary>
public sealed class RemoteListing : IDisposable
{
    readonly Tree _tree;
    readonly TreeListing? _files;
    readonly IEnumerator<RemoteEntry>? _level;
    readonly CancellationToken _stop;

    /// <summary>Begins to list.</summary>
    /// <param name="location">A directory, a file or a pattern.</param>
    /// <param name="recursive">All files below it; else the names of a directory.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RemoteListing(SftpLocation location, bool recursive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        _stop = cancellationToken;
        _tree = location.Open(new TreeContext(null!), recursive);
        if (recursive || _tree.Shape != TreeShape.Container)
            _files = _tree.List(TreeQuery.Sorted, cancellationToken);
        else
            _level = Level((SftpTree)_tree).GetEnumerator();
    }

    /// <summary>Why it ended early; null when it was complete. Known after <see cref="TryNext"/> returned false.</summary>
    public Failure? Error { get; private set; }

    /// <summary>The next name; false at the end.</summary>
    public bool TryNext(out RemoteEntry entry)
    {
        entry = default;
        try
        {
            if (_level is not null)
            {
                bool any = _level.MoveNext();
                entry = any ? _level.Current : default;
                return any;
            }
            if (_files!.TryNext(out TreeEntry item))
            {
                bool isDirectory = item.Name.Length > 0 && item.Name.Span[^1] == '/';
                entry = new RemoteEntry(_tree.At(item), item.Name, item.Problem is null ? item.Size : null, item.Modified, isDirectory, item.Problem?.Message);
                if (item.Problem is { Code: "Unfinished" } && (Error = _tree.Find(item.Name, TreeQuery.Sorted, _stop, out TreeEntry? now)) is null)
                    entry = entry with { IsUnfinished = now is not null, Size = now?.Size, Modified = now?.Modified };
                return Error is null;
            }
            Error = _files.Error;
        }
        catch (PlaceException exception)
        {
            Error = exception.Failure;
        }
        catch (OperationCanceledException)
        {
            Error = new Failure(FailureKind.Canceled, RetryClass.Never, "The listing was given up.");
        }
        return false;
    }

    /// <summary>Removes a file that was listed, if it is still the one; why it is still there, or null.</summary>
    public Failure? Remove(in RemoteEntry entry) => _tree.Remove(new TreeEntry(entry.Name, entry.Size, entry.Modified), null);

    /// <summary>What it means that nothing was found; null where that is no problem.</summary>
    public string? WhyEmpty() => _tree.WhyEmpty(_stop)?.Message;

    /// <inheritdoc/>
    public void Dispose()
    {
        _files?.Dispose();
        _level?.Dispose();
    }

    IEnumerable<RemoteEntry> Level(SftpTree tree)
    {
        List<DirectoryReader.Listed>? names = new DirectoryReader(tree.Host, _stop).Read(tree.PathOf([]), tree.Root.ToString()!, out LocalProblem? problem);
        if (names is null && problem is { Code: not "Missing" })
            throw new PlaceException(new Failure(FailureKind.Denied, RetryClass.Never, $"{tree.Root}: {problem.Message}") { Code = problem.Code });
        foreach (DirectoryReader.Listed one in names ?? [])
        {
            TreeEntry item = SftpTree.EntryOf(one.Name, one.Status);
            string? wrong = one.LeadsNowhere ? "A symbolic link to nothing." : one.Status.IsDirectory ? null : item.Problem?.Message;
            yield return new RemoteEntry(tree.At(one.Name), one.Name, one.Status.IsFile ? one.Status.Size : null, item.Modified, one.Status.IsDirectory, wrong);
        }
    }
}
