using System.Diagnostics;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

public sealed class CancelTests
{
    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = 5 << 20 };

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
    public async Task Cancelled_while_an_upload_is_being_begun_it_is_aborted_all_the_same()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string path = bench.WriteFile("big", EngineBench.Bytes(12_000_000));
        using ManualResetEventSlim cancelled = new();
        // The store has the request and begins the upload, whether or not anybody still waits for its id.
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
            {
                bool begins = head.StartsWith("POST", StringComparison.Ordinal);
                if (begins)
                    cancelled.Wait();
                peer.Send(begins ? ScriptedServer.Answer(200, "<InitiateMultipartUploadResult><UploadId>the-id</UploadId></InitiateMultipartUploadResult>")
                    : head.StartsWith("GET", StringComparison.Ordinal) ? ScriptedServer.Answer(404, "<Error><Code>NoSuchUpload</Code></Error>") : ScriptedServer.Answer(204));
            }
        });
        using S3ClientFactory clients = new(bench.Clients.Defaults with { Endpoint = server.Uri });
        using CancellationTokenSource cancel = new();
        Task<TransferReport> running = new TransferEngine(SmallParts, clients).CopyAsync(new CopyRequest { Sources = [new LocalLocation(path)], Destination = EngineBench.S3("big") }, cancel.Token);
        await FaultTests.Eventually(() => !server.Requests.IsEmpty);
        await cancel.CancelAsync();
        cancelled.Set();
        Assert.True((await running).Interrupted);
        // And it is looked whether it is gone.
        Assert.Equal(3, server.Requests.Count);
        Assert.StartsWith("DELETE /bench-bucket/big?uploadId=the-id ", server.Requests.ElementAt(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("across")]
    [InlineData("out")]
    public async Task Cancelled_at_any_request_nothing_half_done_is_left(string way)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] big = EngineBench.Bytes(17_000_000), small = EngineBench.Bytes(100_000);
        bench.WriteFile("up/big", big);
        bench.Put("p/big", big);
        for (int i = 0; i < 3; i++)
        {
            bench.WriteFile($"up/{i}", small);
            bench.Put($"p/{i}", small);
        }
        for (int n = 1; n <= 9; n++)
        {
            string at = $"{way}{n}";
            bench.Server.Requests.Reset();
            using CancellationTokenSource cancel = new();
            TransferEngine engine = new(SmallParts, bench.Clients) { OpenOutput = static () => new MemoryStream() };
            Location source = way == "up" ? new LocalLocation(bench.PathOf("up")) : EngineBench.S3("p/");
            Location destination = way switch { "down" => new LocalLocation(bench.PathOf(at)), "out" => new StreamLocation(), _ => EngineBench.S3(at + "/") };
            Task<TransferReport> running = engine.CopyAsync(new CopyRequest { Sources = [source], Destination = destination }, cancel.Token);
            await FaultTests.Eventually(() => bench.Server.Requests.Total >= n || running.IsCompleted);
            (TransferReport report, TimeSpan took) = await StopAsync(running, cancel);
            Assert.True(took < TimeSpan.FromSeconds(3), $"{at}: {took}");
            Assert.Equal(report.Listed, report.Outcomes.Ended + report.Pending);
            Assert.Empty(bench.OpenUploads());
            // What has its name is whole.
            foreach (string name in bench.Files(at))
                Assert.Equal(name == "big" ? big : small, File.ReadAllBytes(bench.PathOf($"{at}/{name}")));
            foreach (string key in bench.Keys(at + "/"))
                Assert.Equal(key.EndsWith("big", StringComparison.Ordinal) ? big : small, bench.Get(key));
        }
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
