using System.Text.Json.Serialization;

namespace Sluice.Benchmarking;

/// <summary>The machine that measured. What could not be found out is null.</summary>
public sealed record BenchMachine
{
    /// <summary>Version of sluice.</summary>
    public required string Sluice { get; init; }

    /// <summary>The processor's name.</summary>
    public string? Cpu { get; init; }

    /// <summary>Processors this process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Bytes of memory this process may use: the machine's, or the control group's limit when that is less.</summary>
    [JsonPropertyName("memory_bytes")]
    public required long Memory { get; init; }

    /// <summary>Kernel or operating system, with its version.</summary>
    public required string System { get; init; }

    /// <summary>.NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Network interface on the way to the endpoint; null when unknown.</summary>
    public string? Interface { get; init; }

    /// <summary>Its speed in bits per second; null when unknown, as for loopback and many virtual interfaces.</summary>
    [JsonPropertyName("interface_bits_per_second")]
    public long? InterfaceSpeed { get; init; }

    /// <summary>What the endpoint calls itself (Server header); null when it does not say.</summary>
    public string? Server { get; init; }
}
