using System.Text;
using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Transfer;

public sealed class DownloadNameTests
{
    [Fact]
    public async Task Keys_that_can_be_no_file_are_named_and_nothing_leaves_the_destination()
    {
        await using EngineBench bench = await EngineBench.StartAsync(new EndpointOptions { AllowInvalidUtf8Keys = true });
        foreach (string key in (string[])["p/ok", "p/../../evil", "p//double", "p/./dot", "p/bytes/", "p/ctl\u0007", "p/" + string.Concat(Enumerable.Repeat("long/", 200))[..1000] + "end"])
            bench.Put(key, [1]);
        bench.Put("p/marker/", []);
        bench.Put(new ObjectKey([.. "p/"u8, 0xff, 0xfe]), [1]);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("in/down")));
        Assert.Equal(["ctl\u0007", string.Concat(Enumerable.Repeat("long/", 200))[..1000] + "end", "ok"], bench.Files("in/down"));
        Assert.True(Directory.Exists(bench.PathOf("in/down/marker")));
        Assert.Equal((4, 5), (report.Outcomes.Done, report.Outcomes.Failed));
        Assert.All(bench.Outcomes.Where(static o => o.Kind == OutcomeKind.Failed), static o => Assert.Equal("BadName", o.ErrorCode));
        Assert.Equal(["down"], Directory.EnumerateFileSystemEntries(bench.PathOf("in")).Select(Path.GetFileName));
        Assert.DoesNotContain(bench.Outcomes, static o => (o.Source + o.Message).Any(char.IsControl));
    }

    [Fact]
    public async Task A_key_that_is_file_and_directory_at_once_fails_on_one_side_and_names_both()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", [1]);
        bench.Put("p/a/b", [2]);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), new TransferOptions { Concurrency = 1 });
        Assert.Equal((1, 1), (report.Outcomes.Done, report.Outcomes.Failed));
        ItemOutcome failed = bench.Outcomes.Single(static o => o.Kind == OutcomeKind.Failed);
        Assert.Equal("NameClash", failed.ErrorCode);
        Assert.Single(bench.Files("down"));
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_clash_where_the_file_system_folds_case()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        using MemoryBudget memory = new(16 << 20);
        List<ItemOutcome> outcomes = [];
        using TransferContext run = new(new TransferOptions(), new RunRequest("test"), new TransferLedger("cp", outcomes.Add), memory, default);
        FileTransferFactory targets = new(run, Places.Of(bench.PathOf("down")), isDirectory: true, dryRun: false, foldsCase: true);
        ObjectSource source = new(bench.Client, null, EngineBench.Bucket, new ObjectKey("p/Readme"), 1, null, null);
        Assert.NotNull(targets.Make(source, "Readme"u8));
        Assert.Null(targets.Make(source with { Key = new ObjectKey("p/README") }, "README"u8));
        ItemOutcome clash = Assert.Single(outcomes);
        Assert.Equal("NameClash", clash.ErrorCode);
        Assert.Contains("Readme", clash.Message, StringComparison.Ordinal);
        Assert.Contains("README", clash.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_two_files_where_it_does_not()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", [1]);
        bench.Put("p/A", [2]);
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")))).Complete);
        Assert.Equal(["A", "a"], bench.Files("down"));
    }

    [Fact]
    public async Task Glob_keeps_names_from_the_last_slash_before_its_first_wildcard()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        foreach (string key in (string[])["a/b1/c1.gz", "a/b2/x/c2.gz", "a/b1/d.gz", "a/x/c.gz", "a/b1/c.txt"])
            bench.Put(key, [1]);
        Assert.True((await bench.CopyAsync(EngineBench.S3("a/b*/c*.gz"), new LocalLocation(bench.PathOf("down") + "/"))).Complete);
        Assert.Equal(["b1/c1.gz", "b2/x/c2.gz"], bench.Files("down"));
    }

    [Fact]
    public async Task Recursive_copy_of_a_prefix_ends_at_its_slash()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("log/x", [1]);
        bench.Put("log-old/y", [1]);
        await bench.CopyAsync(EngineBench.S3("log"), new LocalLocation(bench.PathOf("down")), more: static r => r with { Recursive = true });
        Assert.Equal(["x"], bench.Files("down"));
    }

    [Fact]
    public async Task Nothing_found_is_missing_not_success()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("no/"), new LocalLocation(bench.PathOf("down")));
        Assert.Equal((1, 1), (report.Listed, report.Outcomes.Missing));
        report = await bench.CopyAsync(EngineBench.S3("no*"), new LocalLocation(bench.PathOf("down/")));
        Assert.False(report.Complete);
        report = await bench.CopyAsync(new LocalLocation(bench.PathOf("nothing")), EngineBench.S3("x"));
        Assert.Equal(1, report.Outcomes.Missing);
    }

    [Fact]
    public async Task To_null_everything_is_fetched_and_verified_and_nothing_written()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", EngineBench.Bytes(1000));
        bench.Put("p/../b", EngineBench.Bytes(12_000_000));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation("/dev/null"), new TransferOptions { PartSize = 5 << 20 });
        Assert.True(report.Complete);
        Assert.Equal(12_001_000, report.Bytes);
        Assert.Equal(2, report.Verified[Verification.Checksum]);
        Assert.False(File.Exists("/dev/null/a"));
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_refused_with_all_their_problems_before_anything_moves()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("f", [1]);
        bench.WriteFile("d/f", [1]);
        LocalLocation file = new(bench.PathOf("f")), directory = new(bench.PathOf("d"));
        bench.Server.Requests.Reset();
        await Refused("one side must be s3://", bench, [file], directory);
        await Refused("no directory or prefix", bench, [file, directory], EngineBench.S3("key"));
        await Refused("no directory or prefix", bench, [EngineBench.S3("a*")], new LocalLocation(bench.PathOf("new")));
        await Refused("is no directory", bench, [EngineBench.S3("p/")], file);
        await Refused("both become f", bench, [file, new LocalLocation(bench.PathOf("d/f"))], EngineBench.S3("p/"));
        await Refused("onto itself", bench, [EngineBench.S3("a")], EngineBench.S3("a"));
        await Refused("into itself", bench, [EngineBench.S3("a/")], EngineBench.S3("a/b/"));
        await Refused("onto itself", bench, [EngineBench.S3("a/")], EngineBench.S3("a/"));
        await Refused("only be copied to s3://", bench, [new StreamLocation()], file);
        await Refused("has no name", bench, [new StreamLocation()], EngineBench.S3("p/"));
        await Refused("Bad_Bucket!", bench, [new S3Location(null, "Bad_Bucket!", new ObjectKey("x"))], file);
        await Refused("5 MiB to 5 GiB", bench, [file], EngineBench.S3("x"), new TransferOptions { PartSize = 1 });
        Assert.Equal(0, bench.Server.Requests.Total);
    }

    static async Task Refused(string problem, EngineBench bench, IReadOnlyList<Location> sources, Location destination, TransferOptions? options = null)
    {
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => bench.CopyAsync(sources, destination, options));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }
}
