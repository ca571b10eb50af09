using System.Text.Json.Serialization;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Sync.Plans;

/// <summary>A file or object as it was when the plan was made; another one is not touched.</summary>
/// <param name="Size">Bytes; null for an object whose listing did not tell.</param>
/// <param name="Modified">Last write; null where the listing did not tell.</param>
/// <param name="ETag">Of an object; null for a file, and where the store sent none.</param>
internal sealed record PlanItem(long? Size, DateTimeOffset? Modified, [property: JsonPropertyName("etag")] string? ETag)
{
    /// <summary>The version that a list has named; null for the latest.</summary>
    public string? Version { get; init; }

    /// <summary>Keeps an item.</summary>
    public static PlanItem From(in TreeEntry item) => new(item.Size, item.Modified?.ToUniversalTime(), item.Object?.ETag) { Version = item.NamedVersion };

    /// <summary>The item again.</summary>
    public TreeEntry On(Tree side, byte[] name) => side.Entry(name, Size, Modified, ETag).OfVersion(Version);
}
