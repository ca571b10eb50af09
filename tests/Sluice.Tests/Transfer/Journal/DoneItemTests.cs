using Sluice.Endpoint.Faults;
using Sluice.Locations;
using Sluice.Transfer;

namespace Sluice.Tests.Transfer.Journal;

public sealed class DoneItemTests
{
    [Fact]
    public async Task Files_that_were_sent_are_not_sent_again_unless_they_changed()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        for (int i = 0; i < 5; i++)
            bench.Bench.WriteFile($"up/{i}", [(byte)i]);
        LocalLocation from = new(bench.Bench.PathOf("up"));
        FaultRule refused = bench.Bench.Server.Faults.On("PutObject").Key("t/3").Reply(403, "AccessDenied");
        TransferReport failed = await bench.RunAsync(from, EngineBench.S3("t/"));
        Assert.True(failed is { Resumable: true, Outcomes: { Done: 4, Denied: 1 } });
        Assert.Equal(1, refused.Hits);
        bench.Bench.Server.Faults.Clear();
        bench.Bench.WriteFile("up/1", [9, 9]);
        TransferReport report = await bench.RunAsync(from, EngineBench.S3("t/"));
        Assert.True(report is { Complete: true, Resumable: false, Outcomes: { Done: 2, Skipped: 3 } });
        Assert.All(bench.Bench.Outcomes.Where(static o => o.Kind == OutcomeKind.Skipped), static o => Assert.Equal("AlreadyDone", o.ErrorCode));
        Assert.Equal(2, bench["PutObject"]);
        Assert.Equal([9, 9], bench.Bench.Get("t/1"));
        Assert.Empty(bench.Bench.Files("state"));
    }

    [Fact]
    public async Task Files_that_were_fetched_are_fetched_again_only_when_they_are_not_there_any_more()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        for (int i = 0; i < 5; i++)
            bench.Bench.Put($"p/{i}", [(byte)i]);
        LocalLocation to = new(bench.Bench.PathOf("down/"));
        bench.Bench.Server.Faults.On("GetObject").Key("p/3").Reply(403, "AccessDenied");
        Assert.True((await bench.RunAsync(EngineBench.S3("p/"), to)).Resumable);
        bench.Bench.Server.Faults.Clear();
        File.Delete(bench.Bench.PathOf("down/0"));
        File.WriteAllBytes(bench.Bench.PathOf("down/1"), [1, 2]);
        TransferReport report = await bench.RunAsync(EngineBench.S3("p/"), to);
        Assert.True(report is { Complete: true, Outcomes: { Done: 3, Skipped: 2 } });
        for (int i = 0; i < 5; i++)
            Assert.Equal([(byte)i], File.ReadAllBytes(bench.Bench.PathOf($"down/{i}")));
    }

    [Fact]
    public async Task Copies_within_a_store_are_not_made_again_unless_the_source_changed()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        for (int i = 0; i < 4; i++)
            bench.Bench.Put($"p/{i}", [(byte)i]);
        bench.Bench.Server.Faults.On("CopyObject").Key("q/3").Reply(403, "AccessDenied");
        Assert.True((await bench.RunAsync(EngineBench.S3("p/"), EngineBench.S3("q/"))).Resumable);
        bench.Bench.Server.Faults.Clear();
        bench.Bench.Put("p/0", [7]);
        TransferReport report = await bench.RunAsync(EngineBench.S3("p/"), EngineBench.S3("q/"));
        Assert.True(report is { Complete: true, Outcomes: { Done: 2, Skipped: 2 } });
        Assert.Equal([7], bench.Bench.Get("q/0"));
    }

    [Fact]
    public async Task A_run_that_has_nothing_worth_keeping_leaves_no_journal()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        TransferReport report = await bench.RunAsync(EngineBench.S3("nothing/"), new LocalLocation(bench.Bench.PathOf("down/")));
        Assert.True(report is { Complete: false, Resumable: false, Outcomes.Missing: 1 });
        Assert.Empty(bench.Bench.Files("state"));
    }
}
