using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Content;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Verify;

/// <summary>One side of a verification, told apart: a tree, or one file or object.</summary>
/// <param name="root">The directory or prefix, or the one file or object.</param>
/// <param name="items">Its items.</param>
/// <param name="isTree">Names are relative to the root; else the root is the item.</param>
internal sealed class VerifyTree(ContentRoot root, TreeListing items, bool isTree) : IDisposable
{
    /// <summary>Where it is.</summary>
    public ContentRoot Root => root;

    /// <summary>Its items, in the order of their names.</summary>
    public TreeListing Items => items;

    /// <summary>What it means that there are no items: a prefix without objects is not there. Null where an empty side is one.</summary>
    public Failure? Nothing => isTree && root.Root is S3Location { Key.IsEmpty: false } ? Absent(root.Root, "No object begins with this prefix, and the other side is empty too.") : null;

    /// <summary>Where an item of this side is.</summary>
    public Location Locate(TreeEntry item) => item switch
    {
        { Object: { } found } => (S3Location)root.Root with { Key = found.Key, IsLiteral = true },
        { Path: { } path } => new LocalLocation(path),
        _ => root.Root,
    };

    /// <summary>True when this side is local and has a directory of this name.</summary>
    public bool HasDirectory(ReadOnlySpan<byte> name) => root.Root is LocalLocation { Path: var path } && isTree
        && (name.IsEmpty || KeyPath.TryToPath(name, out string relative, out _) && FileStatus.Of(Path.Join(path, relative)).Kind == FileKind.Directory);

    /// <inheritdoc/>
    public void Dispose() => items.Dispose();

    /// <summary>Finds out what both sides are; the reason why one cannot be compared, or null.</summary>
    public static Failure? Resolve(VerifyRequest request, S3ClientFactory clients, OwnFiles own, CancellationToken cancellationToken, out VerifyTree a, out VerifyTree b)
    {
        a = b = null!;
        TreeProbe left = new(request.A, clients, request.CustomerKey), right = new(request.B, clients, request.CustomerKey);
        Failure? error = left.Look(cancellationToken) ?? right.Look(cancellationToken);
        // A key without a slash at its end is an object when there is one, else a prefix.
        bool trees = left.IsTree || right.IsTree;
        if (error is null && trees && left.IsTree != right.IsTree)
            error = left.IsTree ? left.Enter(right, cancellationToken) : right.Enter(left, cancellationToken);
        else if (error is null && !trees && !left.Exists && !right.Exists)
            error = left.AsPrefix() ?? right.AsPrefix();
        if (error is not null)
            return error;
        a = left.Open(request, own, cancellationToken);
        b = right.Open(request, own, cancellationToken);
        return null;
    }

    /// <summary>The error of a side that is not there.</summary>
    public static Failure Absent(Location side, string why) =>
        new(side is S3Location ? FailureKind.NotFound : FailureKind.SourceRead, RetryClass.Never, $"{side}: {why}");
}
