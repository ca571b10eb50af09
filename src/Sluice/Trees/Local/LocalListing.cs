using Sluice.Failures;

namespace Sluice.Trees.Local;

/// <summary>The files below a directory; what is no file is an item with a problem.</summary>
/// <param name="tree">The directory; one that is not there has no items.</param>
/// <param name="query">What of it.</param>
internal sealed class LocalListing(LocalTree tree, TreeQuery query) : TreeListing
{
    readonly IEnumerator<LocalEntry> _entries = (FileStatus.From(tree.Path).Kind == FileKind.Missing
        ? [] : DirectoryWalk.Walk(tree.Path, query.FollowDirectoryLinks, tree.KeepsLinks ? LinkText.Suffix : null, query.SkipLinks, query.Own)).GetEnumerator();

    /// <inheritdoc/>
    public override Failure? Error => null;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        do
            if (!_entries.MoveNext())
            {
                item = default;
                return false;
            }
        while (tree.Pattern?.IsMatch(_entries.Current.Name) == false);
        LocalEntry entry = _entries.Current;
        // A name that is not valid Unicode carries a problem already; its bytes only need a place in the order.
        byte[] name = KeyPath.TryToKey(entry.Name, out byte[] bytes) ? bytes : RawText.BytesOf(entry.Name);
        item = new TreeEntry(name, entry.Length, entry.Modified) { Path = entry.Path, Inode = entry.Inode, ChangedNanoseconds = entry.ChangedNanoseconds, Problem = entry.Problem };
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _entries.Dispose();
}
