using Sluice.Engine;
using Sluice.Transfer.Journal;
using Sluice.Trees;

namespace Sluice.Transfer.Items;

/// <summary>A file that an earlier run wrote to a place that is neither a store nor this machine's disk.</summary>
/// <param name="Tree">Where it was written.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Written">Size and last write as they were written (<see cref="ItemIdentity.FileOf"/>).</param>
internal sealed record ResumedFile(Tree Tree, ReadOnlyMemory<byte> Name, long Size, UInt128 Written) : ResumedItem(Size)
{
    /// <inheritdoc/>
    public override bool IsThere(ItemTransfer item, Worker worker) =>
        Tree.Find(Name, TreeQuery.Sorted, item.Run.Token, out TreeEntry? found) is null
        && found is { Problem: null, Size: { } size, Modified: { } modified } && size == Size && ItemIdentity.FileOf(size, modified) == Written;
}
