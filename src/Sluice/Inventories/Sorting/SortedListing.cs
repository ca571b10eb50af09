using Sluice.Failures;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Inventories.Sorting;

/// <summary>
/// A listing in the byte order of its names: parts of it are sorted in memory and put aside in temporary files, which are then read side by side. Of a name that comes
/// twice the later one counts; one that comes with two versions is an error before any item is given. Memory and open files are bounded, whatever there is.
/// </summary>
/// <param name="rows">In whatever order. Disposed with this.</param>
/// <param name="tree">What they are items of.</param>
/// <param name="cancellationToken">Stops it.</param>
/// <param name="mostItems">Items that are sorted in memory at once.</param>
/// <param name="mostFiles">Files that are read side by side; more are joined into one first.</param>
internal sealed class SortedListing(TreeListing rows, Tree tree, CancellationToken cancellationToken, int mostItems = 100_000, int mostFiles = 100) : TreeListing
{
    // Keys at once, in bytes: names may have a kilobyte each.
    const long MostBytes = 32 << 20;

    readonly List<SpillFile> _files = [];
    IEnumerator<TreeEntry>? _sorted;
    TreeEntry? _ahead;
    Failure? _error;

    /// <inheritdoc/>
    public override Failure? Error => _error ?? rows.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        item = default;
        try
        {
            _sorted ??= Sort();
            if (_sorted is null || _error is not null || cancellationToken.IsCancellationRequested)
                return false;
            if ((_ahead ?? Take()) is not { } next)
                return false;
            item = next;
            while ((_ahead = Take()) is { } twin && twin.Name.Span.SequenceEqual(item.Name.Span))
                item = twin.Modified > item.Modified ? twin : item;
            return true;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _error = LocalFailure.From(exception, Path.GetTempPath());
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        rows.Dispose();
        _sorted?.Dispose();
        foreach (SpillFile file in _files)
            file.Dispose();
    }

    TreeEntry? Take() => _sorted!.MoveNext() ? _sorted.Current : null;

    // Null when the rows did not come to their end: what is missing of them is not known.
    IEnumerator<TreeEntry>? Sort()
    {
        List<TreeEntry> part = [];
        long bytes = 0;
        bool namesVersions = false;
        while (rows.TryNext(out TreeEntry item))
        {
            part.Add(item);
            bytes += item.Name.Length;
            namesVersions |= item.NamedVersion is not null;
            if (part.Count < mostItems && bytes < MostBytes)
                continue;
            PutAside(InOrder(part));
            part.Clear();
            bytes = 0;
            if (_files.Count == mostFiles)
                Join();
        }
        if (rows.Error is not null || cancellationToken.IsCancellationRequested)
            return null;
        part = InOrder(part);
        if (namesVersions && TwinOf(All()) is { } twin)
        {
            _error = Failure.Local("TwoVersions", $"{twin.One} and {twin.Other} are two contents of one name: nothing was done. Put them in lists of their own.");
            return null;
        }
        return All().GetEnumerator();

        IEnumerable<TreeEntry> All() => _files.Count == 0 ? part : SortedMerge.Of([.. _files.Select(file => file.Read(tree)), part]);
    }

    (Location One, Location Other)? TwinOf(IEnumerable<TreeEntry> sorted)
    {
        TreeEntry? before = null;
        foreach (TreeEntry item in sorted)
        {
            if (before is { } one && one.Name.Span.SequenceEqual(item.Name.Span) && one.NamedVersion != item.NamedVersion)
                return (tree.At(one), tree.At(item));
            before = item;
        }
        return null;
    }

    static List<TreeEntry> InOrder(List<TreeEntry> part)
    {
        part.Sort(static (a, b) => a.Name.Span.SequenceCompareTo(b.Name.Span));
        return part;
    }

    void PutAside(IEnumerable<TreeEntry> items)
    {
        SpillFile file = new();
        _files.Add(file);
        foreach (TreeEntry item in items)
            file.Add(item);
    }

    void Join()
    {
        SpillFile[] parts = [.. _files];
        PutAside(SortedMerge.Of([.. parts.Select(file => file.Read(tree))]));
        foreach (SpillFile part in parts)
        {
            _files.Remove(part);
            part.Dispose();
        }
    }
}
