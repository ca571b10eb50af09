using Sluice.Failures;
using Sluice.Trees.Local;

namespace Sluice.Trees.Names;

/// <summary>The names of a list, each looked up in a tree as its turn comes. One that cannot be used, or is not there, is an item with a problem.</summary>
internal sealed class NamedListing(Tree tree, NameFeed names, TreeQuery query, CancellationToken cancellationToken) : TreeListing
{
    Failure? _error;

    /// <inheritdoc/>
    public override Failure? Error => _error ?? names.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        item = default;
        if (cancellationToken.IsCancellationRequested || _error is not null || !names.TryNext(out byte[] name, out LocalProblem? problem))
            return false;
        if (problem is not null)
        {
            item = new TreeEntry(name, null, null) { Problem = problem };
            return true;
        }
        _error = tree.Find(name, query, cancellationToken, out TreeEntry? found);
        item = found ?? new TreeEntry(name, null, null) { Problem = LocalProblem.Missing };
        return _error is null;
    }

    /// <inheritdoc/>
    public override void Dispose() => names.Dispose();
}
