using Sluice.S3;

namespace Sluice.Trees.S3;

/// <summary>A bucket, a prefix, a pattern or an object with its history: all versions and delete markers, or what was there at an earlier time.</summary>
/// <param name="Source">The place.</param>
/// <param name="At">When; null for all versions, each an item.</param>
public sealed record VersionedLocation(S3Location Source, DateTimeOffset? At) : Location
{
    /// <inheritdoc/>
    public override S3Location? InStore => Source;

    /// <inheritdoc/>
    internal override bool IsContainer => Source.IsContainer;

    /// <inheritdoc/>
    internal override IEnumerable<string> Problems() => Source.VersionId is null ? Source.Problems() : [$"{Source} is one version already."];

    /// <inheritdoc/>
    internal override string? ProblemAsPlace(string role) => role is "source" or "side" ? Source.ProblemAsPlace(role) : $"{Source} as it was is no {role}: nothing is written to the past.";

    /// <inheritdoc/>
    internal override Tree Open(TreeContext context, bool recursive) => From(Source.Open(context, recursive));

    /// <inheritdoc/>
    internal override Tree OpenPlace(TreeContext context, bool asContainer) => From(Source.OpenPlace(context, asContainer));

    /// <summary>The place as a person would type it.</summary>
    public override string ToString() => Source.ToString();

    // What is written now is none of what was there then: source and destination may be one place.
    S3Tree From(Tree tree) => tree.Objects!.WithVersions(At);
}
