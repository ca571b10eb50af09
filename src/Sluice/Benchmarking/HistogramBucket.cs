using System.Text.Json.Serialization;

namespace Sluice.Benchmarking;

/// <summary>One range of a histogram.</summary>
/// <param name="From">Its lower end in seconds, included.</param>
/// <param name="To">Its upper end in seconds, not included.</param>
/// <param name="Count">How many times fell between them.</param>
public sealed record HistogramBucket(
    [property: JsonPropertyName("from_seconds")] double From,
    [property: JsonPropertyName("to_seconds")] double To,
    long Count);
