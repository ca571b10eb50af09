using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees;

/// <summary>A side that is one file or object, or is not there.</summary>
internal sealed class SingleListing(TreeEntry? item) : TreeListing
{
    TreeEntry? _item = item;

    /// <inheritdoc/>
    public override Failure? Error => null;

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
