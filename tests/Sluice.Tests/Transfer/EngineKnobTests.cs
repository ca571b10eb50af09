using Sluice.Engine.Scheduling;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

public sealed class EngineKnobTests
{
    [Fact]
    public void All_that_is_wrong_with_the_knobs_is_said_at_once()
    {
        TransferOptions options = new() { FileParallelism = 0, IoThreads = 1025, ChunkSize = 1000, Memory = 1 };
        Assert.Equal(4, options.Problems().Count);
        Assert.Single(new TransferOptions { ChunkSize = 64 << 20, Memory = 32 << 20 }.Problems());
        Assert.Empty(new TransferOptions { FileParallelism = 1, IoThreads = 1, ChunkSize = 16 << 10, Memory = 16 << 20 }.Problems());
    }

    [Fact]
    public async Task A_tree_arrives_with_every_knob_at_its_least()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] large = EngineBench.Bytes(21 << 20);
        bench.Put("t/large", large);
        for (int i = 0; i < 20; i++)
            bench.Put($"t/{i}", EngineBench.Bytes(i % 2 == 0 ? 100_000 : 20_000, i));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("t/"), new LocalLocation(bench.PathOf("out")),
            new TransferOptions { Concurrency = 8, FileParallelism = 1, IoThreads = 1, ChunkSize = 16 << 10, PartSize = 5 << 20 }, static r => r with { Recursive = true });
        Assert.True(report.Complete);
        Assert.Equal(21, bench.Files("out").Count);
        Assert.Equal(large, await File.ReadAllBytesAsync(bench.PathOf("out/large")));
    }

    [Fact]
    public void No_more_threads_write_than_were_allowed()
    {
        WritePermits permits = new(2);
        int inside = 0, most = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 200; i++)
                using (permits.Take(default))
                {
                    int now = Interlocked.Increment(ref inside);
                    for (int seen = Volatile.Read(ref most); now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = Volatile.Read(ref most)) { }
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.InRange(most, 1, 2);
        using WritePermits.Permit one = permits.Take(default), other = permits.Take(default);
    }

    [Fact]
    public void Who_waits_for_a_permit_can_give_up()
    {
        WritePermits permits = new(1);
        using WritePermits.Permit held = permits.Take(default);
        using CancellationTokenSource stop = new(50);
        Assert.Throws<OperationCanceledException>(() => permits.Take(stop.Token).Dispose());
    }
}
