using System.Text;
using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Trees.Names;

namespace Sluice.Tests.Transfer;

/// <summary>Runs on a list of names: nothing is listed, each name is looked up, none leads out of the source.</summary>
public sealed class NameListTests
{
    [Fact]
    public async Task Named_objects_are_looked_up_by_many_workers_and_nothing_is_listed()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int n = 0; n < 50; n++)
            bench.Put($"p/{n}", EngineBench.Bytes(10, seed: n));
        bench.Server.Faults.On("HeadObject").Delay(TimeSpan.FromMilliseconds(100));
        string list = bench.WriteFile("list", Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 50)) + "\nnope\n7\n../x\n/etc/passwd\n"));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p"), new LocalLocation(bench.PathOf("down/")), new TransferOptions { Concurrency = 32 },
            request => request with { Names = new NameList(list, NulSeparated: false) });
        Assert.Equal(50, bench.Files("down").Count);
        Assert.Equal(0, bench.Server.Requests["ListObjectsV2"]);
        Assert.Equal(new OutcomeCounts(50, 0, 1, 0, 0, 2, 0), report.Outcomes);
        Assert.Equal(53, report.Listed);
        Assert.Equal("s3://bench-bucket/p/nope", bench.Outcomes.Single(outcome => outcome.Kind == OutcomeKind.Missing).Source);
        Assert.True(report.Elapsed < TimeSpan.FromSeconds(4), $"one by one would take 5 s, this took {report.Elapsed}");
    }

    [Fact]
    public async Task Named_files_must_be_files_below_the_source()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("tree/a", EngineBench.Bytes(10));
        bench.WriteFile("tree/sub/b", EngineBench.Bytes(10));
        bench.WriteFile("secret/s", EngineBench.Bytes(10));
        File.CreateSymbolicLink(bench.PathOf("tree/out"), "../secret");
        string list = bench.WriteFile("list", "./a\0sub/b\0a\0gone\0sub\0out/s\0../secret/s\0sub/../a\0"u8.ToArray());
        await bench.CopyAsync(new LocalLocation(bench.PathOf("tree")), EngineBench.S3("up/"), more: request => request with { Names = new NameList(list, NulSeparated: true) });
        Assert.Equal(["up/a", "up/sub/b"], bench.Keys());
        Assert.Equal(["BadName", "BadName", "DirectoryLinkInName", "Missing", "NotAFile"],
            bench.Outcomes.Where(outcome => outcome.Kind != OutcomeKind.Done).Select(outcome => outcome.ErrorCode).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_object_that_a_list_names_with_a_dot_before_it_gets_its_name_without()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", EngineBench.Bytes(10));
        string list = bench.WriteFile("list", "./a\n"u8.ToArray());
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"), more: request => request with { Names = new NameList(list, false) })).Complete);
        Assert.Equal(["p/a", "q/a"], bench.Keys());
    }

    [Fact]
    public async Task Named_objects_are_moved_and_removed_once_however_often_they_are_named()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        foreach (string key in new[] { "p/a", "p/b", "p/c" })
            bench.Put(key, EngineBench.Bytes(10));
        string list = bench.WriteFile("list", "a\na\n"u8.ToArray());
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"), more: request => request with { Move = true, Names = new NameList(list, false) })).Complete);
        Assert.Equal(["p/b", "p/c", "q/a"], bench.Keys());
        string other = bench.WriteFile("other", "b\nb\nnope\n"u8.ToArray());
        TransferReport removed = await bench.Engine().RemoveAsync(new RemoveRequest { Targets = [EngineBench.S3("p/")], Names = new NameList(other, false) }, CancellationToken.None);
        Assert.Equal(["p/c", "q/a"], bench.Keys());
        Assert.Equal(new OutcomeCounts(1, 0, 1, 0, 0, 0, 0), removed.Outcomes);
    }
}
