using System.Text.Json.Serialization.Metadata;

namespace Sluice.Processing;

/// <summary>Where a fold keeps what it has so far, so that the same program goes on after a kill and counts each object once.</summary>
/// <param name="Path">The file: JSON Lines, one for each chunk, appended. It belongs to one fold; who begins anew removes it.</param>
/// <param name="Type">How a value is written; of a source-generated <c>JsonSerializerContext</c>. A value must come back as it was.</param>
public sealed record FoldCheckpoint<T>(string Path, JsonTypeInfo<T> Type)
{
    /// <summary>Objects of a chunk at most, 1 or more: what a kill makes do again. Default 1,000.</summary>
    public int Objects { get; init; } = 1000;

    /// <summary>A chunk ends with the first result after this time. Default 1 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}
