using System.Diagnostics;
using Sluice.Locations;
using Sluice.Transfer;

namespace Sluice.Tests.Transfer;

public sealed class CancelTests
{
    static readonly EngineOptions SmallParts = new() { Concurrency = 3, PartSize = 5 << 20 };

    [Fact]
    public async Task Cancelled_download_stops_at_once_and_leaves_no_temporary_file()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/big", EngineBench.Bytes(12_000_000));
        for (int i = 0; i < 10; i++)
            bench.Put($"p/{i}", EngineBench.Bytes(100_000));
        bench.Server.Faults.On("GetObject").Trickle(20_000);
        using CancellationTokenSource cancel = new();
        Task<TransferReport> running = bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), SmallParts, cancellationToken: cancel.Token);
        await FaultTests.Eventually(() => bench.Files("down").Count >= 2);
        (TransferReport report, TimeSpan took) = await StopAsync(running, cancel);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{took}");
        Assert.True(report.Interrupted);
        Assert.False(report.Complete);
        Assert.Empty(bench.Files("down"));
        Assert.Equal(report.Listed, report.Outcomes.Ended + report.Pending);
        Assert.Equal(11, report.Pending);
    }

    [Fact]
    public async Task Cancelled_upload_stops_at_once_and_leaves_no_multipart_upload()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string path = bench.WriteFile("big", EngineBench.Bytes(30_000_000));
        bench.Server.Faults.On("UploadPart").Trickle(50_000);
        using CancellationTokenSource cancel = new();
        Task<TransferReport> running = bench.CopyAsync(new LocalLocation(path), EngineBench.S3("big"), SmallParts, cancellationToken: cancel.Token);
        await FaultTests.Eventually(() => bench.Server.Requests["UploadPart"] >= 2);
        Assert.Single(bench.OpenUploads());
        (TransferReport report, TimeSpan took) = await StopAsync(running, cancel);
        Assert.True(took < TimeSpan.FromSeconds(2.5), $"{took}");
        Assert.True(report.Interrupted);
        Assert.Empty(bench.OpenUploads());
        Assert.Equal(1, bench.Server.Requests["AbortMultipartUpload"]);
        Assert.False(bench.Has("big"));
    }

    [Fact]
    public async Task Cancelled_before_the_start_nothing_happens()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/x", [1]);
        bench.Server.Requests.Reset();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), cancellationToken: new CancellationToken(canceled: true));
        Assert.True(report.Interrupted);
        Assert.Equal(0, bench.Server.Requests["GetObject"]);
        Assert.Empty(bench.Files("down"));
    }

    [Fact]
    public async Task Cancelled_while_standard_input_is_silent_ends_all_the_same()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        using SilentStream silent = new();
        using CancellationTokenSource cancel = new();
        TransferEngine engine = new(SmallParts, bench.Clients) { OpenInput = () => silent };
        Task<TransferReport> running = engine.CopyAsync(new CopyRequest { Sources = [new StreamLocation()], Destination = EngineBench.S3("x") }, cancel.Token);
        await FaultTests.Eventually(() => silent.IsRead);
        (TransferReport report, TimeSpan took) = await StopAsync(running, cancel);
        Assert.True(took < TimeSpan.FromSeconds(2), $"{took}");
        Assert.True(report.Interrupted);
        silent.End();
    }

    static async Task<(TransferReport Report, TimeSpan Took)> StopAsync(Task<TransferReport> running, CancellationTokenSource cancel)
    {
        long start = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        TransferReport report = await running;
        return (report, Stopwatch.GetElapsedTime(start));
    }

    sealed class SilentStream : MemoryStream
    {
        readonly ManualResetEventSlim _end = new(false);

        public volatile bool IsRead;

        public override int Read(Span<byte> buffer)
        {
            IsRead = true;
            _end.Wait();
            return 0;
        }

        public void End() => _end.Set();
    }
}
