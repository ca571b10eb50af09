using System.Text.Json.Serialization;

namespace Sluice.Benchmarking;

/// <summary>Totals of the measured phase. Throughput is bytes over wall time, never a sum of rates. Times in seconds, sizes in bytes.</summary>
public sealed record BenchTotals
{
    /// <summary>Wall time, by a clock that cannot be set.</summary>
    public required double Seconds { get; init; }

    /// <summary>Objects that were done; keys of a listing.</summary>
    public required long Objects { get; init; }

    /// <summary>Objects that were not, whatever the reason.</summary>
    public required long Failed { get; init; }

    /// <summary>Body bytes of the objects that were done; those the store copied itself, for a copy; 0 for a listing.</summary>
    public required long Bytes { get; init; }

    /// <summary><see cref="Bytes"/> over <see cref="Seconds"/>.</summary>
    public double BytesPerSecond => Seconds > 0 ? Bytes / Seconds : 0;

    /// <summary><see cref="Objects"/> over <see cref="Seconds"/>.</summary>
    public double ObjectsPerSecond => Seconds > 0 ? Objects / Seconds : 0;

    /// <summary>Requests sent, every attempt counted.</summary>
    public required long Requests { get; init; }

    /// <summary>Attempts after the first.</summary>
    public required long Retries { get; init; }

    /// <summary>Answers that asked to slow down.</summary>
    public required long Throttles { get; init; }

    /// <summary>Connections that carried a request.</summary>
    public required long Connections { get; init; }

    /// <summary>User CPU time of this process.</summary>
    [JsonPropertyName("user_cpu_seconds")]
    public required double UserCpu { get; init; }

    /// <summary>System CPU time of this process.</summary>
    [JsonPropertyName("system_cpu_seconds")]
    public required double SystemCpu { get; init; }

    /// <summary>CPU-seconds per GiB; null below 1 MiB, where it says nothing.</summary>
    [JsonPropertyName("cpu_seconds_per_gib")]
    public double? CpuPerGiB => Bytes >= 1 << 20 ? (UserCpu + SystemCpu) / (Bytes / (double)(1 << 30)) : null;

    /// <summary>CPU-seconds per 1,000 objects; null without objects.</summary>
    [JsonPropertyName("cpu_seconds_per_thousand_objects")]
    public double? CpuPerThousandObjects => Objects > 0 ? (UserCpu + SystemCpu) / (Objects / 1000.0) : null;

    /// <summary>Largest resident memory of this process so far.</summary>
    [JsonPropertyName("peak_memory_bytes")]
    public required long PeakMemory { get; init; }

    /// <summary>Time that all threads stood still for the garbage collector.</summary>
    [JsonPropertyName("gc_pause_seconds")]
    public required double GcPause { get; init; }

    /// <summary>Collections of generations 0, 1 and 2.</summary>
    public required IReadOnlyList<int> Collections { get; init; }

    /// <summary>Bytes allocated on the managed heap.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary><see cref="AllocatedBytes"/> per object; null without objects.</summary>
    public double? AllocatedBytesPerObject => Objects > 0 ? AllocatedBytes / (double)Objects : null;
}
