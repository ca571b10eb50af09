using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>Names that were listed earlier, as what has them is now. What is gone is an item with a problem: of it nothing can be said.</summary>
/// <param name="names">The names, sorted.</param>
/// <param name="there">What is there now, sorted; it may have other names too.</param>
internal sealed class PresentListing(TreeListing names, TreeListing there) : EarlierListing(names, there)
{
    static readonly LocalProblem Gone = new("Gone", "It is gone from the first side since its names were listed, so that nothing was compared.");

    /// <inheritdoc/>
    protected override TreeEntry Judge(in TreeEntry listed, in TreeEntry? found) => found ?? listed with { Problem = Gone };
}
