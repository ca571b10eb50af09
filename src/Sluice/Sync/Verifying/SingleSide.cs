using Sluice.S3;

namespace Sluice.Sync.Verifying;

/// <summary>A side that is one file or object, or is not there.</summary>
internal sealed class SingleSide(SideItem? item) : SideStream
{
    SideItem? _item = item;

    /// <inheritdoc/>
    public override S3Error? Error => null;

    /// <inheritdoc/>
    public override bool TryNext(out SideItem item)
    {
        bool any = _item is not null;
        item = _item ?? default;
        _item = null;
        return any;
    }

    /// <inheritdoc/>
    public override void Dispose() { }
}
