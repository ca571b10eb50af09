using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Transfer;

public sealed class StreamInputTests
{
    const int Part = 5 << 20;

    [Theory]
    // One part on its way, four ahead, and one that was being read.
    [InlineData(256, 6)]
    // Half of 32 MiB: three parts, of which one is on its way.
    [InlineData(32, 3)]
    public async Task Standard_input_is_read_a_few_parts_ahead_and_leaves_memory_to_others(int memoryMiB, int parts)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Server.Faults.On("UploadPart").Trickle(100_000);
        EndlessStream input = new();
        using CancellationTokenSource cancel = new();
        TransferOptions options = new() { Concurrency = 1, PartSize = Part, Memory = (long)memoryMiB << 20 };
        TransferEngine engine = new(options, bench.Clients) { OpenInput = () => input };
        Task<TransferReport> running = engine.CopyAsync(new CopyRequest { Sources = [new StreamLocation()], Destination = EngineBench.S3("x") }, cancel.Token);
        // Nothing says that no more will be read; the reader has nothing else to do, so half a second without a byte does.
        long before = -1;
        while (bench.Server.Requests["UploadPart"] == 0 || before != input.Taken)
        {
            before = input.Taken;
            await Task.Delay(500);
        }
        Assert.InRange(input.Taken, 2L * Part, (long)parts * Part);
        await cancel.CancelAsync();
        Assert.True((await running).Interrupted);
        Assert.Empty(bench.OpenUploads());
    }

    [Fact]
    public async Task Standard_input_that_fails_half_way_publishes_nothing()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        TransferEngine engine = new(new TransferOptions { Concurrency = 3, PartSize = Part }, bench.Clients) { OpenInput = static () => new EndlessStream { FailsAt = 3 * Part + 1000 } };
        TransferReport report = await engine.CopyAsync(new CopyRequest { Sources = [new StreamLocation()], Destination = EngineBench.S3("x"), OnOutcome = bench.Outcomes.Add }, default);
        Assert.Equal(1, report.Outcomes.Failed);
        Assert.Contains("the cable came out", Assert.Single(bench.Outcomes).Message, StringComparison.Ordinal);
        Assert.False(bench.Has("x"));
        Assert.Empty(bench.OpenUploads());
    }

    sealed class EndlessStream : MemoryStream
    {
        long _taken;

        public long FailsAt { get; init; } = long.MaxValue;

        public long Taken => Volatile.Read(ref _taken);

        public override int Read(Span<byte> buffer)
        {
            if (Taken >= FailsAt)
                throw new IOException("the cable came out");
            int count = (int)Math.Min(Math.Min(buffer.Length, 1 << 20), FailsAt - Taken);
            buffer[..count].Clear();
            Interlocked.Add(ref _taken, count);
            return count;
        }
    }
}
