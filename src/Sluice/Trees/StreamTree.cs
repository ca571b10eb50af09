using Sluice.Failures;

namespace Sluice.Trees;

/// <summary>Standard input: one item without a name, of unknown size, that can be read once. Who copies it opens it by itself.</summary>
internal sealed class StreamTree : Tree
{
    /// <inheritdoc/>
    public override Location Root => Given;

    /// <inheritdoc/>
    public override bool IsStream => true;

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => new SingleListing(new TreeEntry(ReadOnlyMemory<byte>.Empty, null, null));

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        found = null;
        return Failure.Local("NotAFile", "A stream has no names.");
    }

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => Given;

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source)
    {
        source = null;
        return Failure.Local("NotAFile", "A stream can be read once only.");
    }
}
