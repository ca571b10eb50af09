using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Jobs.Chunks;

/// <summary>A tree of which only the items of a chunk are listed, as they were when the job was created.</summary>
/// <param name="whole">The tree of the source.</param>
/// <param name="items">The items.</param>
/// <param name="areCopies">Copies of them, of which their listing told nothing.</param>
internal sealed class ChunkTree(Tree whole, IReadOnlyList<ChunkItem> items, bool areCopies = false) : RelistedTree(whole)
{
    /// <summary>A listing of nothing.</summary>
    public static TreeListing Nothing => new Listing(null!, [], CancellationToken.None);

    // Where each is a version, what has the names now is none of them, and need not be listed.
    /// <inheritdoc/>
    public override bool ListsThePast => Whole.ListsThePast || items.Count > 0 && items.All(static item => item.Version is not null);

    /// <inheritdoc/>
    public override (ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Last)? Part => areCopies ? null : items.Count == 0 ? (default, default) : (items[0].Name, items[^1].Name);

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => new Listing(Whole, items, cancellationToken);

    sealed class Listing(Tree whole, IReadOnlyList<ChunkItem> items, CancellationToken cancellationToken) : TreeListing
    {
        int _next;

        public override Failure? Error => null;

        public override bool TryNext(out TreeEntry item)
        {
            item = default;
            if (_next == items.Count || cancellationToken.IsCancellationRequested)
                return false;
            ChunkItem listed = items[_next++];
            item = whole.Entry(listed.Name, listed.Size, listed.Modified, listed.ETag).OfVersion(listed.Version);
            if (item.Object is { } found)
                item = item with { Object = found with { StorageClass = listed.StorageClass } };
            return true;
        }

        public override void Dispose() { }
    }
}
