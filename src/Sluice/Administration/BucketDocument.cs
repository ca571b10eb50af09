using System.Text.Json.Nodes;

namespace Sluice.Administration;

/// <summary>What a store tells of a setting.</summary>
/// <param name="Content">The document; null when nothing is set.</param>
/// <param name="Unknown">Fields that the store told and that are not in <paramref name="Content"/>, because they are not known here: to write it back would remove them.</param>
public sealed record BucketDocument(JsonObject? Content, IReadOnlyList<string> Unknown);
