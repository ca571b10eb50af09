using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Jobs.Chunks;

/// <summary>The items of a chunk, in place of the source that they were listed from.</summary>
/// <param name="Source">The source of the job.</param>
/// <param name="Items">The items.</param>
internal sealed record ChunkLocation(Location Source, IReadOnlyList<ChunkItem> Items) : Location
{
    /// <summary>Copies whose names are gone from the source, and not the objects that were listed.</summary>
    public bool AreCopies { get; init; }

    /// <inheritdoc/>
    public override string? FilePath => Source.FilePath;

    /// <inheritdoc/>
    public override S3Location? InStore => Source.InStore;

    /// <inheritdoc/>
    internal override bool IsContainer => true;

    /// <inheritdoc/>
    internal override IEnumerable<string> Problems() => Source.Problems();

    /// <inheritdoc/>
    internal override string? ProblemAsPlace(string role) => role == "side" ? Source.ProblemAsPlace(role) : $"{Source} is a chunk of a job here, and no {role}.";

    /// <inheritdoc/>
    internal override string? ProblemOfRemoval => Source.ProblemOfRemoval;

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive)
    {
        Tree whole = Source.Open(context, recursive: true);
        return new ChunkTree(whole, Items, AreCopies) { Given = Source, Shape = whole.Shape, BaseName = whole.BaseName };
    }

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer) => Source.OpenPlace(context, asContainer);

    /// <inheritdoc/>
    internal override bool Overlaps(Location other, TreeContext context) => Source.Overlaps(other, context);

    /// <summary>The source as a person would type it.</summary>
    public override string ToString() => Source.ToString()!;
}
