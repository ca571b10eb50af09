using Sluice.Endpoint;
using Sluice.Sync;
using Sluice.Tests.Model;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Sync;

public sealed class ClockTests
{
    [Fact]
    public async Task Clock_that_went_backwards_loses_no_change_and_copies_nothing_twice()
    {
        OffsetClock clock = new();
        await using SyncBench bench = await SyncBench.StartAsync(new EndpointOptions { Clock = clock }, options => options with { Clock = clock });
        bench.Write("src/a", "1");
        await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"));
        await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"));

        // The store's clock now says what it said two hours ago: what it writes seems older than what is there.
        clock.Advance(TimeSpan.FromHours(-2));
        bench.Write("src/a", "2", minutesAgo: 0);
        Assert.Equal(1, (await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"))).Copied);
        Assert.Equal((0, 1), Counts(await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"))));
        Assert.Equal(1, (await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"))).Copied);
        Assert.Equal((0, 1), Counts(await bench.SyncAsync(EngineBench.S3("p"), bench.Local("dst"))));
        Assert.Equal(("2", "2"), (bench.Get("p/a"), bench.Read("dst/a")));

        // So does this machine's: the file seems older than its object, which contents tell.
        bench.Write("src/a", "3", minutesAgo: 300);
        SyncReport report = await bench.SyncAsync(bench.Local("src"), EngineBench.S3("p"), static request => request with { Comparison = SyncComparison.Checksum });
        Assert.Equal((1, "3"), (report.Copied, bench.Get("p/a")));
    }

    static (long Copied, long Same) Counts(SyncReport report) => (report.Copied, report.Same);
}
