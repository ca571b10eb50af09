using System.Text.Json.Serialization;

namespace Sluice.Benchmarking;

/// <summary>What a benchmark was asked to do. Sizes in bytes, times in seconds; null where it was left to sluice.</summary>
public sealed record BenchSettings
{
    /// <summary>The endpoint's address, without credentials.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Bucket and prefix, as <c>s3://bucket/prefix</c>.</summary>
    public required string Target { get; init; }

    /// <summary>True when the objects were made for the benchmark and removed after it.</summary>
    public required bool TestObjects { get; init; }

    /// <summary>Size of each test object; null for objects that were there.</summary>
    [JsonPropertyName("object_size_bytes")]
    public long? ObjectSize { get; init; }

    /// <summary>Objects of a round.</summary>
    public required long Objects { get; init; }

    /// <summary>Rounds asked for; null when a duration was.</summary>
    public int? Iterations { get; init; }

    /// <summary>Duration asked for; null when rounds were.</summary>
    [JsonPropertyName("duration_seconds")]
    public double? Duration { get; init; }

    /// <summary>Time of the phase before, which is not measured.</summary>
    [JsonPropertyName("warm_up_seconds")]
    public required double WarmUp { get; init; }

    /// <summary>Requests in flight.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Objects at the same time.</summary>
    public int? FileParallelism { get; init; }

    /// <summary>Bytes of a part.</summary>
    [JsonPropertyName("part_size_bytes")]
    public long? PartSize { get; init; }

    /// <summary>Most connections.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Threads that write to disks at once.</summary>
    public int? IoThreads { get; init; }

    /// <summary>Bytes received before they are written.</summary>
    [JsonPropertyName("chunk_size_bytes")]
    public int? ChunkSize { get; init; }

    /// <summary>Where downloads go: <c>null</c>, <c>memory</c>, or a directory.</summary>
    public string? SaveTo { get; init; }

    /// <summary>False when checksums were left out.</summary>
    public required bool Validate { get; init; }
}
