using Sluice.Endpoint.Faults;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Uploads;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>A move removes a source only after its copy is there, and only the one that was copied.</summary>
public sealed class MoveTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(12_000_000)]
    public async Task A_move_removes_each_source_after_its_copy_was_verified(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        string file = bench.WriteFile("tree/sub/deep/a", bytes);
        Directory.CreateDirectory(bench.PathOf("tree/empty"));
        TransferOptions options = new() { Concurrency = 3, PartSize = 5 << 20 };
        Assert.True((await Move(bench, new LocalLocation(bench.PathOf("tree")), EngineBench.S3("up/"), options)).Complete);
        Assert.Equal(bytes, bench.Get("up/sub/deep/a"));
        Assert.False(File.Exists(file));
        Assert.Equal(["empty"], Directory.EnumerateDirectories(bench.PathOf("tree")).Select(Path.GetFileName));

        Assert.True((await Move(bench, EngineBench.S3("up/"), EngineBench.S3("there/"), options)).Complete);
        Assert.Equal(["there/sub/deep/a"], bench.Keys());
        Assert.True((await Move(bench, EngineBench.S3("there/"), new LocalLocation(bench.PathOf("back/")), options)).Complete);
        Assert.Empty(bench.Keys());
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("back/sub/deep/a")));
        Assert.All(bench.Outcomes, outcome => Assert.Equal(("mv", OutcomeKind.Done), (outcome.Operation, outcome.Kind)));
    }

    [Theory]
    [InlineData("GetObject", "x")]
    [InlineData("CopyObject", "s3")]
    public async Task A_source_whose_copy_failed_stays(string operation, string destination)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(1000));
        bench.Server.Faults.On(operation).Reply(403, "AccessDenied");
        await Move(bench, EngineBench.S3("o"), destination == "s3" ? EngineBench.S3("p") : new LocalLocation(bench.PathOf("x")));
        Assert.Equal(OutcomeKind.Denied, Assert.Single(bench.Outcomes).Kind);
        Assert.Equal(["o"], bench.Keys());
        Assert.Equal(0, bench.Server.Requests["DeleteObject"]);
    }

    [Fact]
    public async Task A_source_that_cannot_be_removed_is_named_and_exists_twice()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(1000));
        bench.Server.Faults.On("DeleteObject").Reply(403, "AccessDenied");
        TransferReport report = await Move(bench, EngineBench.S3("o"), new LocalLocation(bench.PathOf("x")));
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal((OutcomeKind.Failed, "NotRemoved", 403), (outcome.Kind, outcome.ErrorCode, outcome.Status));
        Assert.False(report.Complete);
        Assert.Equal(["o"], bench.Keys());
        Assert.Equal(bench.Get("o"), File.ReadAllBytes(bench.PathOf("x")));
    }

    [Fact]
    public async Task An_object_that_was_replaced_before_its_removal_stays()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(1000));
        FaultRule late = bench.Server.Faults.On("DeleteObject").Delay(TimeSpan.FromSeconds(2));
        Task<TransferReport> moving = Move(bench, EngineBench.S3("o"), new LocalLocation(bench.PathOf("x")));
        await WaitFor(() => late.Hits > 0);
        bench.Put("o", EngineBench.Bytes(1000, seed: 2));
        await moving;
        Assert.Equal("NotRemoved", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Equal(EngineBench.Bytes(1000, seed: 2), bench.Get("o"));
        Assert.Equal(EngineBench.Bytes(1000), File.ReadAllBytes(bench.PathOf("x")));
    }

    [Fact]
    public async Task An_object_is_looked_at_before_it_is_removed_for_stores_that_ignore_conditions()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(1000));
        FaultRule late = bench.Server.Faults.On("HeadObject").Nth(2).Delay(TimeSpan.FromSeconds(2));
        Task<TransferReport> moving = Move(bench, EngineBench.S3("o"), new LocalLocation(bench.PathOf("x")));
        await WaitFor(() => late.Hits > 0);
        bench.Put("o", EngineBench.Bytes(1000, seed: 2));
        await moving;
        Assert.Equal("NotRemoved", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Equal(0, bench.Server.Requests["DeleteObject"]);
    }

    [Fact]
    public async Task A_removal_whose_answer_was_lost_has_happened()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(1000));
        // The first DELETE is refused as if it had come twice: the object is gone by then.
        FaultRule lost = bench.Server.Faults.On("DeleteObject").Nth(1).Delay(TimeSpan.FromSeconds(1));
        Task<TransferReport> moving = Move(bench, EngineBench.S3("o"), new LocalLocation(bench.PathOf("x")));
        await WaitFor(() => lost.Hits > 0);
        _ = bench.Client.DeleteObject(new DeleteObjectRequest(EngineBench.Bucket, new ObjectKey("o")), CancellationToken.None).Value;
        Assert.True((await moving).Complete, bench.Outcomes.Single().Message);
    }

    [Fact]
    public void A_file_that_is_another_than_the_one_that_was_read_stays()
    {
        string directory = Directory.CreateTempSubdirectory("sluice-test-").FullName;
        string path = Path.Combine(directory, "a");
        foreach (Action change in new Action[]
        {
            () => File.AppendAllText(path, "more"),
            () => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(1)),
            () => { DateTime time = File.GetLastWriteTimeUtc(path); File.WriteAllText(path, "TEXT"); File.SetLastWriteTimeUtc(path, time); },
            () => { File.WriteAllText(path + "2", "text"); File.SetLastWriteTimeUtc(path + "2", File.GetLastWriteTimeUtc(path)); File.Move(path + "2", path, overwrite: true); },
        })
        {
            File.WriteAllText(path, "text");
            Assert.Null(SourceFile.Open(path, out SourceFile? file));
            using SourceFile read = file!;
            change();
            Assert.Equal("NotRemoved", SourceFileRemoval.Remove(path, read, null)?.Code);
            Assert.True(File.Exists(path));
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_file_that_takes_the_place_of_the_unfinished_one_is_neither_published_nor_removed_and_the_source_stays()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("o", EngineBench.Bytes(12_000_000));
        bench.Server.Faults.On("GetObject").Delay(TimeSpan.FromMilliseconds(700));
        Task<TransferReport> moving = Move(bench, EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")), new() { Concurrency = 3, PartSize = 5 << 20 });
        await WaitFor(() => bench.Files("down").Count > 0);
        string temporary = bench.PathOf("down/" + bench.Files("down").Single());
        File.WriteAllText(bench.PathOf("theirs"), "theirs");
        File.Move(bench.PathOf("theirs"), temporary, overwrite: true);
        await moving;
        Assert.Equal(OutcomeKind.Changed, Assert.Single(bench.Outcomes).Kind);
        Assert.Equal(["o"], bench.Keys());
        Assert.Equal("theirs", File.ReadAllText(temporary));
        Assert.Single(bench.Files("down"));
    }

    [Fact]
    public async Task An_object_whose_name_is_one_of_unfinished_files_is_not_fetched_and_stays()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string[] keys = ["p/.a.sluice-0123456789ab1.part", "p/d/.sluice-0123456789ab1.part"];
        foreach (string key in keys)
            bench.Put(key, [1]);
        bench.Put("p/a", [1]);
        await Move(bench, EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down/")));
        Assert.Equal(["BadName", "BadName"], bench.Outcomes.Where(static o => o.Kind == OutcomeKind.Failed).Select(static o => o.ErrorCode));
        Assert.Equal(keys, bench.Keys());
        Assert.Equal(["a"], bench.Files("down"));
        // Under another name it can be had.
        Assert.True((await Move(bench, EngineBench.S3(keys[0]), new LocalLocation(bench.PathOf("b")))).Complete);
    }

    [Fact]
    public async Task A_move_that_would_overwrite_its_own_sources_is_refused_item_by_item()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("a/x/1", EngineBench.Bytes(10, seed: 1));
        bench.Put("a/x/x/1", EngineBench.Bytes(10, seed: 2));
        await Move(bench, EngineBench.S3("a/x/"), EngineBench.S3("a/"));
        Assert.Equal(["a/1", "a/x/x/1"], bench.Keys());
        Assert.Equal("Overlap", Assert.Single(bench.Outcomes, outcome => outcome.Kind == OutcomeKind.Failed).ErrorCode);
    }

    [Fact]
    public async Task Moves_that_make_no_sense_are_refused_before_anything_moves()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("a/1", EngineBench.Bytes(10));
        foreach ((Location from, Location to) in new (Location, Location)[]
        {
            (EngineBench.S3("a/1"), EngineBench.S3("a/1")), (EngineBench.S3("a/"), EngineBench.S3("a/")), (EngineBench.S3("a/"), EngineBench.S3("a/b/")),
            (EngineBench.S3("a/"), new LocalLocation("/dev/null")), (EngineBench.S3("a/1"), new StreamLocation()), (new StreamLocation(), EngineBench.S3("b")),
        })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => bench.CopyAsync(from, to, more: request => request with { Move = true, Attributes = new ObjectAttributes { ContentType = "text/plain" } }));
        }
        Assert.Equal(["a/1"], bench.Keys());
    }

    static Task<TransferReport> Move(EngineBench bench, Location from, Location to, TransferOptions? options = null) =>
        bench.CopyAsync(from, to, options, request => request with { Move = true });

    static async Task WaitFor(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(20);
    }
}
