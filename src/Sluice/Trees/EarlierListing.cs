using Sluice.Failures;

namespace Sluice.Trees;

/// <summary>Items that were listed or named earlier, each beside what has its name now. A version stays what it is, whatever that is.</summary>
/// <param name="named">The items, sorted.</param>
/// <param name="there">What is there now, sorted; it may have other names too.</param>
internal abstract class EarlierListing(TreeListing named, TreeListing there) : TreeListing
{
    readonly MergeJoin _join = new(named, there);

    /// <inheritdoc/>
    public sealed override Failure? Error => _join.Error;

    /// <inheritdoc/>
    public sealed override bool TryNext(out TreeEntry item)
    {
        while (_join.TryNext(out TreeEntry? before, out TreeEntry? now))
        {
            if (before is not { } listed)
                continue;
            item = listed.NamedVersion is not null ? listed : Judge(listed, now);
            return true;
        }
        item = default;
        return false;
    }

    /// <inheritdoc/>
    public sealed override void Dispose()
    {
        named.Dispose();
        there.Dispose();
    }

    /// <summary>What the listing has of an item.</summary>
    /// <param name="listed">As it was listed.</param>
    /// <param name="found">What has its name now; null for nothing.</param>
    protected abstract TreeEntry Judge(in TreeEntry listed, in TreeEntry? found);
}
