using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>Names that were listed earlier, as what has them is now. What is gone is an item with a problem: of it nothing can be said.</summary>
/// <param name="names">The names, sorted.</param>
/// <param name="there">What is there now, sorted; it may have other names too.</param>
internal sealed class PresentListing(TreeListing names, TreeListing there) : TreeListing
{
    static readonly LocalProblem Gone = new("Gone", "It is gone from the first side since its names were listed, so that nothing was compared.");

    readonly MergeJoin _join = new(names, there);

    /// <inheritdoc/>
    public override Failure? Error => _join.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        while (_join.TryNext(out TreeEntry? named, out TreeEntry? found))
        {
            if (named is not { } before)
                continue;
            // A version stays what it is, whatever has its name by now.
            item = before.Object?.Version is not null ? before : found ?? before with { Problem = Gone };
            return true;
        }
        item = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        names.Dispose();
        there.Dispose();
    }
}
