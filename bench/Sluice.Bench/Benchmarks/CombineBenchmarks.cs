using BenchmarkDotNet.Attributes;
using Sluice.S3.Checksums;

namespace Sluice.Bench.Benchmarks;

/// <summary>Joining the checksum of one more part: what a multipart transfer pays per part.</summary>
[MemoryDiagnoser]
public class CombineBenchmarks
{
    readonly ObjectChecksum _part = ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, "part"u8);

    [Params(16L << 20, (5L << 30) - 1)]
    public long PartSize { get; set; }

    [Benchmark]
    public ObjectChecksum Combine() => CrcCombine.Combine(_part, _part, PartSize);
}
