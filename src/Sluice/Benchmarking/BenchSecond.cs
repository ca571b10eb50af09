using System.Text.Json.Serialization;

namespace Sluice.Benchmarking;

/// <summary>One second of a benchmark; the last one may be shorter.</summary>
/// <param name="At">Its end, in seconds since the measured phase began; not above 0 during the warm-up.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Bytes">Body bytes moved, those of unfinished objects included.</param>
/// <param name="Requests">Requests that were sent.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="Throttles">Answers that asked to slow down.</param>
/// <param name="Concurrency">Requests in flight that were allowed at its end.</param>
/// <param name="CpuShare">Share of this process's processors that it used, 0 to 1.</param>
public sealed record BenchSecond(
    [property: JsonPropertyName("at_seconds")] double At,
    double Seconds, long Bytes, long Requests, long Retries, long Throttles, int Concurrency, double CpuShare);
