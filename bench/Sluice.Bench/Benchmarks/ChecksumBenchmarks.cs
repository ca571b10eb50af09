using BenchmarkDotNet.Attributes;
using Sluice.S3.Checksums;

namespace Sluice.Bench.Benchmarks;

/// <summary>Time per buffer of each checksum; GB/s is the buffer's size over it. 256 KiB is what a part worker hashes at once and fits into L2.</summary>
[MemoryDiagnoser]
public class ChecksumBenchmarks : IDisposable
{
    byte[] _buffer = [];
    ChecksumHasher? _hasher;

    [Params(ChecksumAlgorithm.Crc64Nvme, ChecksumAlgorithm.Crc32C, ChecksumAlgorithm.Crc32, ChecksumAlgorithm.Sha1, ChecksumAlgorithm.Sha256, ChecksumAlgorithm.Md5)]
    public ChecksumAlgorithm Algorithm { get; set; }

    [Params(4 << 10, 256 << 10)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _buffer = new byte[Bytes];
        new Random(1).NextBytes(_buffer);
        _hasher = new ChecksumHasher(Algorithm);
    }

    [Benchmark]
    public void Append() => _hasher!.Append(_buffer);

    [GlobalCleanup]
    public void Dispose()
    {
        _hasher?.Dispose();
        GC.SuppressFinalize(this);
    }
}
