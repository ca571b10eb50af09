using Sluice.Failures;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Trees;

/// <summary>A tree of which something else tells what it holds: only listing it differs.</summary>
/// <param name="whole">The tree itself.</param>
internal abstract class RelistedTree(Tree whole) : Tree
{
    /// <summary>The tree itself.</summary>
    protected Tree Whole => whole;

    /// <inheritdoc/>
    public sealed override Location Root => whole.Root;

    /// <inheritdoc/>
    public sealed override S3Tree? Objects => whole.Objects;

    /// <inheritdoc/>
    public sealed override LocalTree? Files => whole.Files;

    /// <inheritdoc/>
    public sealed override string? RemovalProblem => whole.RemovalProblem;

    /// <inheritdoc/>
    public sealed override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found) => whole.Find(name, query, cancellationToken, out found);

    /// <inheritdoc/>
    public sealed override Location At(ReadOnlySpan<byte> name) => whole.At(name);

    /// <inheritdoc/>
    public sealed override Location At(in TreeEntry entry) => whole.At(entry);

    /// <inheritdoc/>
    public sealed override TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) => whole.Entry(name, size, modified, etag);

    /// <inheritdoc/>
    public sealed override string? ProblemOf(ReadOnlySpan<byte> name) => whole.ProblemOf(name);

    /// <inheritdoc/>
    public sealed override Failure? Open(in TreeEntry entry, out UploadSource? source) => whole.Open(entry, out source);

    /// <inheritdoc/>
    public sealed override Failure? OpenWhole(in TreeEntry entry, out UploadSource? source) => whole.OpenWhole(entry, out source);

    /// <inheritdoc/>
    public sealed override Failure? Remove(in TreeEntry entry, UploadSource? read) => whole.Remove(entry, read);
}
