namespace Sluice.S3.Operations;

/// <summary>What a store says of an object that it was asked to remove, and that is not there any more.</summary>
/// <param name="IsMarker">A delete marker was made in its place, or was what was removed.</param>
internal sealed record DeletedObject(bool IsMarker);
