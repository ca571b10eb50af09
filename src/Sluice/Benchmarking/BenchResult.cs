using System.Text.Json.Serialization;
using Sluice.Engine.Concurrency;

namespace Sluice.Benchmarking;

/// <summary>What a benchmark measured, and under what. A figure that was not measured is null, never 0.</summary>
public sealed record BenchResult
{
    /// <summary>The kind of line that this is among those of other commands: <c>bench_result</c>.</summary>
    [JsonInclude, JsonPropertyOrder(-1)]
    internal string Type { get; init; } = "bench_result";

    /// <summary>Version of this shape in result.json.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>What was done.</summary>
    public required BenchOperation Operation { get; init; }

    /// <summary>When the measured phase began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>What was asked for.</summary>
    public required BenchSettings Settings { get; init; }

    /// <summary>Where it ran.</summary>
    public required BenchMachine Machine { get; init; }

    /// <summary>Totals of the measured phase.</summary>
    public required BenchTotals Total { get; init; }

    /// <summary>Bytes per second of each object, from its first request to its last byte; null without bytes.</summary>
    [JsonPropertyName("object_bytes_per_second")]
    public Distribution? ObjectThroughput { get; init; }

    /// <summary>Bytes per second in each full second of wall time; null for a phase of less than a second.</summary>
    [JsonPropertyName("second_bytes_per_second")]
    public Distribution? SecondThroughput { get; init; }

    /// <summary>Seconds to the first byte of each successful request.</summary>
    [JsonPropertyName("first_byte_seconds")]
    public Distribution? FirstByte { get; init; }

    /// <summary>Seconds of each successful request, to its last byte.</summary>
    [JsonPropertyName("latency_seconds")]
    public Distribution? Latency { get; init; }

    /// <summary>How <see cref="FirstByte"/> is spread; null when nobody counted.</summary>
    public Histogram? FirstByteHistogram { get; init; }

    /// <summary>How <see cref="Latency"/> is spread; null when nobody counted.</summary>
    public Histogram? LatencyHistogram { get; init; }

    /// <summary>The rounds of the measured phase, in order.</summary>
    public required IReadOnlyList<BenchIteration> Iterations { get; init; }

    /// <summary>The measured phase second by second.</summary>
    public required IReadOnlyList<BenchSecond> Timeline { get; init; }

    /// <summary>What the controller decided, the warm-up's decisions (negative times) included; empty when the concurrency was given.</summary>
    public required IReadOnlyList<ControllerDecision> Decisions { get; init; }

    /// <summary>What makes the figures less than they look: few samples, a clock that was set, a limit that was met. Sentences for people.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
