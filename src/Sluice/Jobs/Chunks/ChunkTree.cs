using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Jobs.Chunks;

/// <summary>A tree of which only the items of a chunk are listed, as they were when the job was created.</summary>
/// <param name="whole">The tree of the source.</param>
/// <param name="items">The items.</param>
internal sealed class ChunkTree(Tree whole, IReadOnlyList<ChunkItem> items) : Tree
{
    /// <inheritdoc/>
    public override Location Root => whole.Root;

    /// <inheritdoc/>
    public override S3Tree? Objects => whole.Objects;

    /// <inheritdoc/>
    public override LocalTree? Files => whole.Files;

    /// <inheritdoc/>
    // It may have been done before by a worker that died.
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => null;

    /// <inheritdoc/>
    public override string? RemovalProblem => whole.RemovalProblem;

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => new Listing(whole, items, cancellationToken);

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found) => whole.Find(name, query, cancellationToken, out found);

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => whole.At(name);

    /// <inheritdoc/>
    public override Location At(in TreeEntry entry) => whole.At(entry);

    /// <inheritdoc/>
    public override TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) => whole.Entry(name, size, modified, etag);

    /// <inheritdoc/>
    public override string? ProblemOf(ReadOnlySpan<byte> name) => whole.ProblemOf(name);

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source) => whole.Open(entry, out source);

    /// <inheritdoc/>
    public override Failure? Remove(in TreeEntry entry, UploadSource? read) => whole.Remove(entry, read);

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
            item = whole.Entry(listed.Name, listed.Size, listed.Modified, listed.ETag);
            if (item.Object is { } found)
                item = item with { Object = found with { StorageClass = listed.StorageClass } };
            return true;
        }

        public override void Dispose() { }
    }
}
