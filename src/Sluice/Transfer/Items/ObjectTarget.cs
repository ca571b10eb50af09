using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Items;

/// <summary>An object to write.</summary>
/// <param name="Client">Its store.</param>
/// <param name="Profile">Profile it was asked for with; null for the run's own.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="Attributes">What it gets besides its bytes.</param>
internal sealed record ObjectTarget(S3Client Client, string? Profile, string Bucket, ObjectKey Key, ObjectAttributes Attributes)
{
    /// <summary>What must be there when it is written; null for anything.</summary>
    public WriteCondition? Condition { get; init; }

    /// <summary>Where it is.</summary>
    public S3Location Location => new(Profile, Bucket, Key);

    /// <summary>The object as a person would type it.</summary>
    public override string ToString() => Location.ToString();
}
