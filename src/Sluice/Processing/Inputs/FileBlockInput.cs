using Sluice.Transfer;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Processing.Inputs;

/// <summary>A block of an item of a tree that is no store's. It must be the one that was listed until the block's end.</summary>
internal sealed class FileBlockInput : BlockInput
{
    readonly UploadSource? _source;

    /// <summary>Opens it; whether that worked is in <see cref="ItemInput.Failure"/>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="tree">Its tree.</param>
    /// <param name="entry">The item as it was listed.</param>
    /// <param name="block">The block.</param>
    /// <param name="space">Bytes that are claimed for a file of it besides; 0 for none.</param>
    public FileBlockInput(ItemTransfer item, Tree tree, in TreeEntry entry, LineBlock block, int space) : base(item, block, null, space)
    {
        Failure = ItemFailure.From(tree.Open(entry, out _source));
        if (Failure is null && _source!.Length != block.ObjectSize)
            Failure = ItemFailure.Changed("It is another one than was listed.");
        if (Failure is null)
            Begin();
    }

    /// <inheritdoc/>
    protected override int Read(long at, Span<byte> into)
    {
        try
        {
            int count = at < Block.ObjectSize ? _source!.Read(at, into[..(int)Math.Min(into.Length, Block.ObjectSize - at)]) : 0;
            Item.Run.CountMoved(count);
            return count;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            Failure = ItemFailure.From(exception, path: null);
            return 0;
        }
    }

    /// <inheritdoc/>
    protected override ItemFailure? Close() => ItemFailure.From(_source!.Change());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _source?.Dispose();
        base.Dispose(disposing);
    }
}
