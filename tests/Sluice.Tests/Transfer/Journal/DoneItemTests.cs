using Sluice.Endpoint.Faults;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Local;

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
        FaultRule refused = bench.Bench.Server.Faults.On("PutObject").Key("t/3").Reply(500, "InternalError");
        TransferReport failed = await bench.RunAsync(from, EngineBench.S3("t/"));
        Assert.True(failed is { Resumable: true, Outcomes: { Done: 4, Failed: 1 } });
        Assert.Equal(3, refused.Hits);
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
        bench.Bench.Server.Faults.On("GetObject").Key("p/3").Reply(500, "InternalError");
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
        bench.Bench.Server.Faults.On("CopyObject").Key("q/3").Reply(500, "InternalError");
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

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public async Task Objects_that_were_removed_or_replaced_meanwhile_are_sent_again_and_the_others_are_not(int files)
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation from = await LeaveOneAsync(bench, files);
        Remove(bench, "t/1");
        bench.Bench.Put("t/2", [2, 2]);
        bench.Bench.Put("t/3", [99]);
        TransferReport report = await bench.RunAsync(from, EngineBench.S3("t/"));
        Assert.True(report is { Complete: true, Outcomes.Done: 4 } && report.Outcomes.Skipped == files - 4, FaultTests.Said(bench.Bench));
        Assert.Equal(4, bench["PutObject"]);
        // Few are asked for one by one; for many the destination is listed once.
        Assert.Equal(files < 16 ? (0, files - 1) : (1, 0), (bench["ListObjectsV2"], bench["HeadObject"]));
        for (int i = 0; i < files; i++)
            Assert.Equal([(byte)i], bench.Bench.Get($"t/{i}"));
    }

    [Fact]
    public async Task A_destination_that_may_not_be_listed_is_asked_for_each_object()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation from = await LeaveOneAsync(bench, 40);
        Remove(bench, "t/1");
        bench.Bench.Server.Faults.On("ListObjectsV2").Reply(403, "AccessDenied");
        TransferReport report = await bench.RunAsync(from, EngineBench.S3("t/"));
        Assert.True(report is { Complete: true, Outcomes: { Done: 2, Skipped: 38 } }, FaultTests.Said(bench.Bench));
        Assert.Equal((39, 2), (bench["HeadObject"], bench["PutObject"]));
    }

    [Fact]
    public async Task What_cannot_be_shown_to_be_there_is_sent_again()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation from = await LeaveOneAsync(bench, 40);
        bench.Bench.Server.Faults.On("ListObjectsV2").Reply(403, "AccessDenied");
        bench.Bench.Server.Faults.On("HeadObject").Reply(403, "AccessDenied");
        bench.Bench.Server.Faults.On("GetObject").Reply(403, "AccessDenied");
        TransferReport report = await bench.RunAsync(from, EngineBench.S3("t/"));
        Assert.True(report is { Complete: true, Outcomes.Done: 40 }, FaultTests.Said(bench.Bench));
    }

    [Fact]
    public async Task A_large_object_that_was_removed_meanwhile_is_sent_again()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        byte[] big = EngineBench.Bytes(11_000_000);
        bench.Bench.WriteFile("up/big", big);
        bench.Bench.WriteFile("up/late", [1]);
        bench.Bench.Server.Faults.On("PutObject").Reply(500, "InternalError");
        LocalLocation from = new(bench.Bench.PathOf("up"));
        Assert.True((await bench.RunAsync(from, EngineBench.S3("t/"))).Resumable);
        bench.Bench.Server.Faults.Clear();
        bench.Bench.Server.Faults.On("PutObject").Times(3).Reply(500, "InternalError");
        Assert.True((await bench.RunAsync(from, EngineBench.S3("t/"))) is { Resumable: true, Outcomes.Skipped: 1 });
        Assert.Equal(0, bench["UploadPart"]);
        Remove(bench, "t/big");
        Assert.True((await bench.RunAsync(from, EngineBench.S3("t/"))) is { Complete: true, Outcomes.Done: 2 }, FaultTests.Said(bench.Bench));
        Assert.Equal(big, bench.Bench.Get("t/big"));
    }

    [Theory]
    [InlineData("AccessDenied", 403)]
    [InlineData("InvalidRequest", 400)]
    public async Task A_run_whose_failures_are_for_good_leaves_no_journal(string code, int status)
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        for (int i = 0; i < 3; i++)
            bench.Bench.WriteFile($"up/{i}", [(byte)i]);
        File.CreateSymbolicLink(bench.Bench.PathOf("up/nowhere"), "gone");
        bench.Bench.Server.Faults.On("PutObject").Key("t/2").Reply(status, code);
        TransferReport report = await bench.RunAsync(new LocalLocation(bench.Bench.PathOf("up")), EngineBench.S3("t/"));
        Assert.True(report is { Complete: false, Resumable: false, Outcomes: { Done: 2, Missing: 1 } }, FaultTests.Said(bench.Bench));
        Assert.Empty(bench.Bench.Files("state"));
    }

    [Fact]
    public async Task A_run_that_finds_no_source_at_all_keeps_what_earlier_ones_left()
    {
        await using JournalBench bench = await JournalBench.StartAsync();
        LocalLocation from = await LeaveOneAsync(bench, 5);
        Directory.Move(from.Path, from.Path + "-away");
        Assert.True((await bench.RunAsync(from, EngineBench.S3("t/"))) is { Resumable: true, Outcomes.Missing: 1 });
        Directory.Move(from.Path + "-away", from.Path);
        Assert.True((await bench.RunAsync(from, EngineBench.S3("t/"))) is { Complete: true, Outcomes: { Done: 1, Skipped: 4 } });
        Assert.Empty(bench.Bench.Files("state"));
    }

    // All but the last are done.
    static async Task<LocalLocation> LeaveOneAsync(JournalBench bench, int files)
    {
        for (int i = 0; i < files; i++)
            bench.Bench.WriteFile($"up/{i}", [(byte)i]);
        LocalLocation from = new(bench.Bench.PathOf("up"));
        bench.Bench.Server.Faults.On("PutObject").Key($"t/{files - 1}").Reply(500, "InternalError");
        Assert.True((await bench.RunAsync(from, EngineBench.S3("t/"))) is { Resumable: true, Outcomes.Failed: 1 });
        bench.Bench.Server.Faults.Clear();
        return from;
    }

    static void Remove(JournalBench bench, string key) => _ = bench.Bench.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey(key)), default).Value;
}
