using System.Text;
using Sluice.Failures;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Verify;

/// <summary>One side of a verification: a tree, or one item that may be there.</summary>
/// <param name="given">The location as it was typed.</param>
/// <param name="context">What trees need.</param>
/// <param name="query">How it is listed.</param>
internal sealed class VerifySide(Location given, TreeContext context, TreeQuery query)
{
    TreeEntry? _single;

    /// <summary>What is there.</summary>
    public Tree Tree { get; private set; } = given.Open(context, recursive: false) is { Shape: not TreeShape.Pattern } tree ? tree : given.OpenPlace(context, asContainer: false);

    /// <summary>A directory or a prefix.</summary>
    public bool IsTree => Tree.Shape != TreeShape.One;

    /// <summary>A tree, or an item that is there.</summary>
    public bool Exists => IsTree || _single is not null;

    /// <summary>Looks at what is there; why that failed, or null. That nothing is there is no failure yet.</summary>
    public Failure? Look(CancellationToken cancellationToken)
    {
        if (IsTree)
            return null;
        if (Tree.Find(ReadOnlyMemory<byte>.Empty, query, cancellationToken, out TreeEntry? found) is { } failure)
            return failure;
        switch (Tree.Files?.Kind)
        {
            case null or FileKind.File:
                _single = found;
                return null;
            case FileKind.Missing:
                return Tree.Given.IsContainer ? Absent(Tree.Given, "There is no such directory.") : null;
            case FileKind.Directory:
                return Absent(Tree.Root, "A directory, and the other side is a file or an object.");
            case FileKind.Denied:
                return Absent(Tree.Given, "The file system refused access.");
            default:
                return Absent(Tree.Given, "Not a file or a directory.");
        }
    }

    /// <summary>Makes a place that has only a name, and no item, the tree of that name; an error for one that is not there.</summary>
    public Failure? AsTree()
    {
        if (Tree.Objects is null || Tree.Given.InStore is { IsLiteral: true })
            return Absent(Tree.Root, $"There is no such {(Tree.Objects is not null ? "object" : "file or directory")}.");
        Tree = given.OpenPlace(context, asContainer: true);
        return null;
    }

    /// <summary>Fits this tree and the other side together: a prefix is compared with it whole, a file or object with the one of its name in it.</summary>
    public Failure? Enter(VerifySide other, CancellationToken cancellationToken)
    {
        if (!other.Exists)
            return other.AsTree();
        Tree = Tree.At(Encoding.UTF8.GetBytes(other.Tree.BaseName)).OpenPlace(context, asContainer: false);
        return Look(cancellationToken);
    }

    /// <summary>Its items, in the order of their names.</summary>
    public TreeListing List(CancellationToken cancellationToken) => IsTree ? Tree.List(query, cancellationToken) : new SingleListing(_single);

    /// <summary>The items of a part as they are now, where it does not tell of the past.</summary>
    public TreeListing ListPart(CancellationToken cancellationToken) =>
        Tree.ListsThePast || Tree.Objects is not { } store ? List(cancellationToken) : new PresentListing(List(cancellationToken), store.List(Within(Tree), cancellationToken));

    /// <summary>Its items with the names of a part of the other side, and maybe others.</summary>
    public TreeListing ListFor(VerifySide part, CancellationToken cancellationToken) =>
        Tree.Objects is not null ? Tree.List(Within(part.Tree), cancellationToken) : new FoundListing(Tree, part.List(cancellationToken), query, cancellationToken);

    TreeQuery Within(Tree part) => query with { From = part.Part!.Value.First, Through = part.Part.Value.Last };

    /// <summary>What it means that there are no items: a prefix without objects is not there. Null where an empty side is one.</summary>
    public Failure? Nothing => IsTree && Tree.Objects is { Place.Key.IsEmpty: false } ? Absent(Tree.Root, "No object begins with this prefix, and the other side is empty too.") : null;

    static Failure Absent(Location side, string why) =>
        new(side.InStore is not null ? FailureKind.NotFound : FailureKind.SourceRead, RetryClass.Never, $"{side}: {why}");
}
