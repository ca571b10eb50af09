using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.Local;

/// <summary>The files below a directory; what is no file is an item with a problem.</summary>
/// <param name="root">The directory; one that is not there has no items.</param>
/// <param name="followDirectoryLinks">Enter symbolic links to directories.</param>
/// <param name="linkSuffix">Symbolic links are items themselves, under their names with this behind them; null takes them for what they lead to.</param>
/// <param name="skipLinks">Symbolic links are left out, unless those to directories are entered.</param>
/// <param name="own">What this run itself writes; null for nothing.</param>
internal sealed class LocalListing(string root, bool followDirectoryLinks, string? linkSuffix = null, bool skipLinks = false, OwnFiles? own = null) : TreeListing
{
    readonly IEnumerator<LocalEntry> _entries = (FileStatus.Of(root).Kind == FileKind.Missing ? [] : LocalTree.Walk(root, followDirectoryLinks, linkSuffix, skipLinks, own)).GetEnumerator();

    /// <inheritdoc/>
    public override Failure? Error => null;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        if (!_entries.MoveNext())
        {
            item = default;
            return false;
        }
        LocalEntry entry = _entries.Current;
        // A name that is not valid Unicode carries a problem already; its bytes only need a place in the order.
        byte[] name = KeyPath.TryToKey(entry.Name, out byte[] bytes) ? bytes : RawText.BytesOf(entry.Name);
        item = new TreeEntry(name, entry.Length, entry.Modified) { Path = entry.Path, Inode = entry.Inode, Problem = entry.Problem };
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => _entries.Dispose();
}
