using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Content;

/// <summary>The bytes of an item that is neither in a store nor on this machine's disk: nothing is known of them until they are read.</summary>
internal sealed class ReadContent(ContentComparison comparison, Tree tree, TreeEntry entry, ItemTransfer item, Worker worker) : ItemContent
{
    /// <inheritdoc/>
    public override ItemFailure? Learn() => null;

    /// <inheritdoc/>
    public override bool Insists(ContentClaim claim) => false;

    /// <inheritdoc/>
    public override ObjectChecksum? Known(ContentRecipe recipe) => null;

    /// <inheritdoc/>
    public override ItemFailure? Compute(ContentRecipe recipe, out ObjectChecksum value)
    {
        value = default;
        using BufferLease lease = item.Run.Memory.Reserve(item.Run.ChunkSize, item.Run.Token);
        if (tree.Open(entry, out UploadSource? opened) is { } unreadable)
            return ItemFailure.From(unreadable);
        using UploadSource source = opened!;
        long size = entry.Size ?? source.Length;
        if (source.Length != size)
            return ItemFailure.Changed($"{tree.At(entry)}: It is another one than was listed.");
        comparison.BeginRead(item, IsLeft, size);
        using ContentHasher hasher = new(recipe, item.Run, worker, lease.Memory, size);
        try
        {
            for (long at = 0; at < size && source.Read(at, hasher.Next[..(int)Math.Min(hasher.Next.Length, size - at)]) is > 0 and int count; at += count)
            {
                if (item.IsGivenUp)
                    throw new OperationCanceledException();
                hasher.Append(count);
                comparison.CountRead(item, IsLeft, count);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path: null);
        }
        value = hasher.Finish();
        return ItemFailure.From(source.Change());
    }
}
