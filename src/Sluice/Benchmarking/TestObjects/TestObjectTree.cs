using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Benchmarking.TestObjects;

/// <summary>Test objects before they are in a store: each is a number, and its bytes follow from that.</summary>
internal sealed class TestObjectTree(Pattern pattern, long size) : Tree
{
    /// <inheritdoc/>
    public override Location Root => Given;

    /// <summary>One of them.</summary>
    public TreeEntry EntryOf(int number) => new(BitConverter.GetBytes(number), size, null);

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => new SingleListing(null);

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        found = new TreeEntry(name, size, null);
        return null;
    }

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => Given;

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source)
    {
        source = new PatternSource(pattern, BitConverter.ToInt32(entry.Name.Span), size);
        return null;
    }
}
