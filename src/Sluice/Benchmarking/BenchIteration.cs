namespace Sluice.Benchmarking;

/// <summary>One round over all objects.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="Objects">Objects that were done.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="CpuSeconds">User and system CPU time of this process.</param>
public sealed record BenchIteration(double Seconds, long Objects, long Bytes, double CpuSeconds);
