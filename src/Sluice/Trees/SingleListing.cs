using Sluice.Failures;

namespace Sluice.Trees;

/// <summary>A listing of one item, or of none, or the reason why nobody knows.</summary>
internal sealed class SingleListing(TreeEntry? item, Failure? error = null) : TreeListing
{
    TreeEntry? _item = item;

    /// <inheritdoc/>
    public override Failure? Error => error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        bool any = _item is not null;
        item = _item ?? default;
        _item = null;
        return any;
    }

    /// <inheritdoc/>
    public override void Dispose() { }
}
