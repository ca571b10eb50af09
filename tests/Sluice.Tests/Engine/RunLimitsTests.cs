using System.Diagnostics;
using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Pacing;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Engine;

/// <summary>Limits as a run keeps them, measured on the embedded endpoint. Rates are low and windows long, so that a busy machine changes nothing.</summary>
public sealed class RunLimitsTests
{
    const double Rate = 8e6;

    [Theory]
    [InlineData(1, 140_000_000, 2)]
    [InlineData(1, 140_000_000, 32)]
    [InlineData(2200, 64_000, 32)]
    public async Task Bandwidth_is_held_within_5_percent_in_both_directions(int objects, int size, int connections)
    {
        (EngineBench bench, RunLimits limits) = await BeginAsync();
        await using EngineBench _ = bench;
        byte[] bytes = EngineBench.Bytes(size);
        for (int i = 0; i < objects; i++)
            bench.WriteFile($"up/{i}", bytes);
        limits.Concurrency = connections;
        limits.Traffic.Bandwidth = RateSchedule.Constant(Rate);
        TransferOptions options = new() { Limits = limits, PartSize = 8 << 20 };
        await HoldsAsync(Rate, () => bench.Client.Counters.BytesSent, limits,
            stop => bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("t/"), options, static r => r with { Recursive = true }, stop));
        await HoldsAsync(Rate, () => bench.Client.Counters.BytesReceived, limits,
            stop => bench.CopyAsync(EngineBench.S3("t/"), new LocalLocation(bench.PathOf("down")), options, static r => r with { Recursive = true }, stop));
    }

    [Fact]
    public async Task Requests_per_second_are_held_within_5_percent()
    {
        const double PerSecond = 80;
        (EngineBench bench, RunLimits limits) = await BeginAsync();
        await using EngineBench _ = bench;
        for (int i = 0; i < 1400; i++)
            bench.WriteFile($"up/{i}", [1]);
        limits.Concurrency = 16;
        limits.Traffic.Requests = RateSchedule.Constant(PerSecond);
        await HoldsAsync(PerSecond, () => bench.Client.Counters.Requests, limits,
            stop => bench.CopyAsync(new LocalLocation(bench.PathOf("up")), EngineBench.S3("t/"), new TransferOptions { Limits = limits }, static r => r with { Recursive = true }, stop));
    }

    [Fact]
    public async Task Cancelled_while_limits_hold_it_back_a_run_ends_at_once()
    {
        (EngineBench bench, RunLimits limits) = await BeginAsync();
        await using EngineBench _ = bench;
        bench.Put("k", EngineBench.Bytes(8 << 20));
        limits.Concurrency = 8;
        limits.Traffic.Bandwidth = RateSchedule.Constant(1000);
        using CancellationTokenSource stop = new();
        Task<TransferReport> run = bench.CopyAsync(EngineBench.S3("k"), new LocalLocation(bench.PathOf("k")), new TransferOptions { Limits = limits }, cancellationToken: stop.Token);
        await Task.Delay(500);
        Assert.False(run.IsCompleted);
        long start = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        Assert.True((await run).Interrupted);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(4), $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public async Task A_connection_that_waits_for_its_turn_longer_than_a_stall_may_last_is_no_stalled_one()
    {
        // 48 connections take turns of 4 KiB at 100 KB/s: 2 s from one to the next, and a stall is 1 s.
        RunLimits limits = new();
        await using EngineBench bench = await EngineBench.StartAsync(client: options => options with { Limits = limits.Traffic, StallTimeout = TimeSpan.FromSeconds(1) });
        for (int i = 0; i < 48; i++)
            bench.Put($"t/{i}", EngineBench.Bytes(12_000, i));
        limits.Concurrency = 48;
        limits.Traffic.Bandwidth = RateSchedule.Constant(100_000);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("t/"), new LocalLocation(bench.PathOf("out")), new TransferOptions { Limits = limits }, static r => r with { Recursive = true });
        Assert.True(report.Complete);
        Assert.Equal(0, report.Retries);
        Assert.True(report.Elapsed > TimeSpan.FromSeconds(5), $"{report.Elapsed}");
    }

    [Fact]
    public void A_part_that_limits_hold_back_is_not_slow_and_one_that_hangs_is()
    {
        ManualClock clock = new();
        RunLimits limits = new(clock);
        using MemoryBudget memory = new(16 << 20);
        using TransferContext run = new(new TransferOptions { Clock = clock, Limits = limits }, new RunRequest("test"), new TransferLedger("cp", null), memory, default);
        for (int i = 0; i < 8; i++)
            run.Speeds.Add(8 << 20, TimeSpan.FromSeconds(0.1));
        using Worker hangs = new(run), waits = new(run);
        hangs.BeginRequest(8 << 20);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(hangs.IsSlow());
        limits.Traffic.Bandwidth = RateSchedule.Constant(1000);
        Assert.True(limits.Traffic.Received.Take(1_000_000, default));
        waits.BeginRequest(8 << 20);
        Thread waiting = new(() => limits.Traffic.Received.Take(1, default)) { IsBackground = true };
        waiting.Start();
        Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        clock.Advance(TimeSpan.FromSeconds(500));
        Assert.False(waits.IsSlow());
        limits.Traffic.Bandwidth = null;
        Assert.True(waiting.Join(TimeSpan.FromSeconds(30)));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(waits.IsSlow());
    }

    [Fact]
    public async Task A_run_that_its_limits_hold_back_does_not_open_more_connections_for_it()
    {
        (EngineBench bench, RunLimits limits) = await BeginAsync();
        await using EngineBench _ = bench;
        bench.Put("k", EngineBench.Bytes(64 << 20));
        limits.Traffic.Bandwidth = RateSchedule.Constant(10e6);
        long before = bench.Client.Counters.ConnectionsOpened;
        TransferReport report = await bench.CopyAsync(EngineBench.S3("k"), new LocalLocation(bench.PathOf("k")), new TransferOptions { Limits = limits, PartSize = 5 << 20 });
        Assert.True(report.Complete);
        Assert.InRange(bench.Client.Counters.ConnectionsOpened - before, 0, ConcurrencyController.DefaultStart + 1);
    }

    [Fact]
    public async Task Concurrency_and_memory_that_are_changed_hold_at_once_and_auto_gives_them_back()
    {
        (EngineBench bench, RunLimits limits) = await BeginAsync();
        await using EngineBench _ = bench;
        bench.Put("k", EngineBench.Bytes(64 << 20));
        limits.Concurrency = 3;
        limits.Traffic.Bandwidth = RateSchedule.Constant(10e6);
        TransferEngine engine = bench.Engine(new TransferOptions { Limits = limits, PartSize = 5 << 20 });
        using CancellationTokenSource stop = new();
        Task<TransferReport> run = engine.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("k")], Destination = new LocalLocation(bench.PathOf("k")) }, stop.Token);
        await UntilAsync(() => engine.Progress.MovedBytes > 1_000_000);
        Assert.Equal(3, engine.Progress.Concurrency);
        limits.Concurrency = 17;
        Assert.Equal(17, engine.Progress.Concurrency);
        limits.Memory = 16 << 20;
        await Task.Delay(1200);
        Assert.Equal(17, engine.Progress.Concurrency);
        limits.Concurrency = null;
        Assert.InRange(engine.Progress.Concurrency, 1, ConcurrencyController.DefaultStart);
        limits.Traffic.Bandwidth = null;
        Assert.True((await run).Complete);
    }

    [Fact]
    public async Task Memory_that_is_lowered_in_mid_run_stops_no_stream()
    {
        (EngineBench bench, RunLimits limits) = await BeginAsync();
        await using EngineBench _ = bench;
        byte[] bytes = EngineBench.Bytes(90 << 20);
        limits.Memory = 256 << 20;
        limits.Concurrency = 8;
        TransferOptions options = new() { Limits = limits, PartSize = 20 << 20 };
        // The second piece, without which nobody knows whether the first is all, does not fit any more.
        SlowStream input = new(bytes, () => limits.Memory = 16 << 20);
        TransferReport up = await new TransferEngine(options, bench.Clients) { OpenInput = () => input }
            .CopyAsync(new CopyRequest { Sources = [new StreamLocation()], Destination = EngineBench.S3("k") }, default).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(up.Complete);
        limits.Memory = 256 << 20;
        using MemoryStream output = new();
        SlowStream slow = new(output, () => limits.Memory = 16 << 20);
        TransferReport down = await new TransferEngine(options, bench.Clients) { OpenOutput = () => slow }
            .CopyAsync(new CopyRequest { Sources = [EngineBench.S3("k")], Destination = new StreamLocation() }, default).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(down.Complete);
        Assert.True(bytes.AsSpan().SequenceEqual(output.ToArray()));
    }

    [Fact]
    public async Task Limits_that_the_clients_do_not_know_are_refused()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => bench.CopyAsync(EngineBench.S3("k"), new LocalLocation(bench.PathOf("k")), new TransferOptions { Limits = new RunLimits() }));
        Assert.Contains("clients do not know", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunLimits { Concurrency = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunLimits { Memory = 1 });
    }

    static async Task<(EngineBench, RunLimits)> BeginAsync()
    {
        RunLimits limits = new();
        return (await EngineBench.StartAsync(client: options => options with { Limits = limits.Traffic }), limits);
    }

    // Calls back once when it is first read or written.
    sealed class SlowStream(Stream inner, Action first) : Stream
    {
        int _used;

        public SlowStream(byte[] bytes, Action first) : this(new MemoryStream(bytes), first) { }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            Begin();
            return inner.Read(buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Begin();
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
        public override void Flush() => inner.Flush();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        void Begin()
        {
            if (Interlocked.Exchange(ref _used, 1) == 0)
                first();
        }
    }

    // From the moment that the run is well under way. What is left runs unlimited to its end.
    static async Task HoldsAsync(double rate, Func<long> count, RunLimits limits, Func<CancellationToken, Task<TransferReport>> start)
    {
        (RateSchedule? bandwidth, RateSchedule? requests) = (limits.Traffic.Bandwidth, limits.Traffic.Requests);
        long begun = count();
        Task<TransferReport> run = start(default);
        await UntilAsync(() => count() - begun > 100 || run.IsCompleted);
        await Task.Delay(500);
        RateWindows windows = new();
        while (!windows.IsDecided)
        {
            (long from, long before) = (Stopwatch.GetTimestamp(), count());
            await Task.Delay(RateWindows.Length);
            (long to, long after) = (Stopwatch.GetTimestamp(), count());
            if (run.IsCompleted)
                break;
            windows.Add((after - before) / Stopwatch.GetElapsedTime(from, to).TotalSeconds / rate);
        }
        (limits.Traffic.Bandwidth, limits.Traffic.Requests) = (null, null);
        Assert.True((await run).Complete);
        (limits.Traffic.Bandwidth, limits.Traffic.Requests) = (bandwidth, requests);
        windows.AssertHeld();
    }

    static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(10, limit.Token);
    }
}
