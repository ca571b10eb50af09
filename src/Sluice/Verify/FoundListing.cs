using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>What a tree has of some names, which are looked up one by one: for a directory, where that costs less than a walk.</summary>
/// <param name="tree">The tree.</param>
/// <param name="names">The names, sorted.</param>
/// <param name="query">How they are looked up.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class FoundListing(Tree tree, TreeListing names, TreeQuery query, CancellationToken cancellationToken) : TreeListing
{
    Failure? _error;

    /// <inheritdoc/>
    public override Failure? Error => _error ?? names.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        while (_error is null && names.TryNext(out TreeEntry named))
        {
            // No such name can be there; and a directory is no item, as in a walk: what stands for it at the other side is compared with it there.
            if (tree.ProblemOf(named.Name.Span) is not null || (named.Name.IsEmpty || named.Name.Span[^1] == '/') && tree.HasDirectory(named.Name.Span))
                continue;
            _error = tree.Find(named.Name, query, cancellationToken, out TreeEntry? found);
            if (_error is null && found is { } there && there.Problem?.Code != LocalProblem.Missing.Code)
            {
                item = there;
                return true;
            }
        }
        item = default;
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose() => names.Dispose();
}
