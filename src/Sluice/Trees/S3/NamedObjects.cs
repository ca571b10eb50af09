using Sluice.Failures;
using Sluice.Trees.Local;
using Sluice.Trees.Names;

namespace Sluice.Trees.S3;

/// <summary>The objects of a list of names. Nothing of them is known yet: whoever acts on one asks for it on a worker, many at once.</summary>
internal sealed class NamedObjects(S3Tree tree, NameFeed names) : TreeListing
{
    /// <inheritdoc/>
    public override Failure? Error => names.Error;

    /// <inheritdoc/>
    public override bool TryNext(out TreeEntry item)
    {
        bool any = names.TryNext(out byte[] name, out LocalProblem? problem);
        item = !any ? default : problem is null ? tree.Entry(name, null, null, null) : new TreeEntry(name, null, null) { Problem = problem };
        return any;
    }

    /// <inheritdoc/>
    public override void Dispose() => names.Dispose();
}
