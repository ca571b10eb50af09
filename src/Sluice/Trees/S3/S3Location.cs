using Sluice.S3;

namespace Sluice.Trees.S3;

/// <summary>A bucket, a prefix, an object or a glob in it.</summary>
/// <param name="Profile">Profile whose endpoint, region and credentials are meant; null for the run's own.</param>
/// <param name="Bucket">Bucket name or access point.</param>
/// <param name="Key">Key, prefix or glob; empty for the whole bucket.</param>
public sealed record S3Location(string? Profile, string Bucket, ObjectKey Key) : Location
{
    /// <summary>True when wildcards and a slash at the end of <see cref="Key"/> mean themselves: the key is one object's name.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>True when wildcards mean themselves while a slash at the end still makes <see cref="Key"/> a prefix: for names that are known to be there, and for destinations.</summary>
    public bool IsName { get; init; }

    /// <summary>The location as a person would type it, escaped for a terminal.</summary>
    public override string ToString() => $"s3://{(Profile is null ? "" : Profile + "@")}{Bucket}/{Key}";
}
