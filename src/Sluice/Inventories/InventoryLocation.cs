using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Inventories;

/// <summary>A bucket, a prefix or a pattern whose objects come from an inventory instead of a listing. Objects are read, written and removed where they are.</summary>
/// <param name="Source">The place. A key without a slash at its end is a prefix.</param>
/// <param name="Inventory">Lists it.</param>
public sealed record InventoryLocation(Location Source, Inventory Inventory) : Location
{
    /// <inheritdoc/>
    public override S3Location? InStore => Source.InStore;

    /// <inheritdoc/>
    public override string? FilePath => Source.FilePath;

    /// <inheritdoc/>
    internal override bool IsContainer => true;

    /// <summary>
    /// Reads the inventory's manifest, once, and compares its bucket. Throws as <see cref="Inventory.Open"/> does; <see cref="ArgumentException"/> for an inventory of another bucket.
    /// </summary>
    /// <param name="clients">The stores.</param>
    /// <param name="clock">What its age is told by.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Open(S3ClientFactory clients, TimeProvider clock, CancellationToken cancellationToken)
    {
        foreach (string problem in Problems())
            throw new ArgumentException(problem);
        Inventory.Open(clients, clock, cancellationToken);
        if (Inventory.SourceBucket is { } listed && listed != InStore?.Bucket)
            throw new ArgumentException($"{Inventory.Manifest} is an inventory of bucket {Failures.DisplayText.Of(listed)}, and the source is {Source}.");
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> Problems() => InStore is null ? [$"An inventory lists a bucket; {Source} is none."] : Source.Problems();

    /// <inheritdoc/>
    internal override string? ProblemAsPlace(string role) => role == "source" || role == "side" ? Source.ProblemAsPlace(role) : $"{Source} is listed by an inventory here, and no {role}.";

    /// <inheritdoc/>
    internal override string? ProblemOfRemoval => Source.ProblemOfRemoval;

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive) => From(Source.Open(context, recursive: true), context);

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer) => From(Source.OpenPlace(context, asContainer: true), context);

    /// <inheritdoc/>
    internal override bool Overlaps(Location other, TreeContext context) => Source.Overlaps(other, context);

    /// <summary>The source as a person would type it.</summary>
    public override string ToString() => Source.ToString()!;

    InventoryTree From(Tree whole, TreeContext context) => new(whole, this, context.Clients) { Given = Source, Shape = whole.Shape, BaseName = whole.BaseName };
}
