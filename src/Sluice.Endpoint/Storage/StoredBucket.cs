using Sluice.Endpoint.Access;

namespace Sluice.Endpoint.Storage;

/// <summary>A bucket, as it is kept.</summary>
sealed record StoredBucket(string Name, DateTimeOffset Created, AccessList Access)
{
    public const string Enabled = "Enabled";
    public const string Suspended = "Suspended";

    /// <summary>Enabled or Suspended; null when it was never set.</summary>
    public string? Versioning { get; init; }

    /// <summary>What was sent beside the lifecycle document of objects too small to be moved; null when nothing was.</summary>
    public string? TransitionMinimum { get; init; }

    /// <summary>The configuration documents as they were put, by the name of their sub-resource.</summary>
    public IReadOnlyDictionary<string, string>? Documents { get; init; }
}
