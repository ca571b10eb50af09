using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Sluice.S3.Checksums;

namespace Sluice.Bench.Benchmarks;

/// <summary>Eight messages of 128 KiB, what a part worker leaves to be hashed, together and one after another; GB/s is 1 MiB over the time.</summary>
[MemoryDiagnoser]
public class Md5LanesBenchmarks : IDisposable
{
    const int Bytes = 128 << 10;

    readonly byte[][] _messages = [.. Enumerable.Range(0, Md5Rounds.Lanes).Select(static seed =>
    {
        byte[] message = new byte[Bytes];
        new Random(seed).NextBytes(message);
        return message;
    })];

    readonly uint[] _states = new uint[Md5Rounds.StateWords * Md5Rounds.Lanes];
    readonly IncrementalHash _library = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    [Benchmark]
    public void Together() => Md5Rounds.Append(_states, Bytes / Md5Rounds.BlockLength,
        ref _messages[0][0], ref _messages[1][0], ref _messages[2][0], ref _messages[3][0], ref _messages[4][0], ref _messages[5][0], ref _messages[6][0], ref _messages[7][0]);

    [Benchmark(Baseline = true)]
    public void Library()
    {
        foreach (byte[] message in _messages)
            _library.AppendData(message);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _library.Dispose();
        GC.SuppressFinalize(this);
    }
}
