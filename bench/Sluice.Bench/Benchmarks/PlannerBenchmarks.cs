using BenchmarkDotNet.Attributes;
using Sluice.S3.Checksums;
using Sluice.Transfer.Planning;

namespace Sluice.Bench.Benchmarks;

/// <summary>Deciding how one item moves: what every item of a run pays before its first request.</summary>
[MemoryDiagnoser]
public class PlannerBenchmarks
{
    readonly ObjectChecksum _stored = ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, "object"u8);

    [Params(4L << 10, 4L << 30)]
    public long Size { get; set; }

    [Benchmark]
    public int Upload() => Planner.Upload(Size, wantedPartSize: null).PartCount;

    [Benchmark]
    public int Download() => Planner.Download(Size, "d41d8cd98f00b204e9800998ecf8427e-256", _stored, wantedPartSize: null, md5Wanted: false).PartCount;
}
