using Sluice.Engine;
using Sluice.Tests.Transfer.Journal;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>The time of a file's last change, which no program can put back, gives away what size and time of writing hide.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ChangeTimeTests
{
    static readonly TransferOptions SmallParts = new() { Concurrency = 3, PartSize = 5 << 20 };

    [Theory]
    [InlineData("PutObject", 100_000, false)]
    [InlineData("PutObject", 100_000, true)]
    [InlineData("UploadPart", 12_000_000, false)]
    [InlineData("UploadPart", 12_000_000, true)]
    public async Task A_file_that_is_rewritten_while_it_is_sent_is_changed_although_its_time_was_put_back(string operation, int size, bool move)
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        string path = bench.WriteFile("big", EngineBench.Bytes(size));
        await CopyWhileAsync(bench, path, operation, move, () => Rewrite(path));
        Assert.Equal(OutcomeKind.Changed, Assert.Single(bench.Outcomes).Kind);
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("PutObject", 100_000)]
    [InlineData("UploadPart", 12_000_000)]
    public async Task A_file_whose_mode_alone_changes_while_it_is_sent_is_read_again_and_never_removed(string operation, int size)
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        string path = bench.WriteFile("big", bytes);
        Assert.True((await CopyWhileAsync(bench, path, operation, move: false, () => Chmod(path, UnixFileMode.UserRead))).Complete, FaultTests.Said(bench));
        Assert.Equal(bytes, bench.Get("big"));
        await CopyWhileAsync(bench, path, operation, move: true, () => Chmod(path, UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal("NotRemoved", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task What_an_earlier_run_did_is_done_again_when_a_file_was_rewritten_and_its_time_put_back()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using JournalBench bench = await JournalBench.StartAsync();
        for (int i = 0; i < 4; i++)
            bench.Bench.WriteFile($"up/{i}", [(byte)i]);
        LocalLocation up = new(bench.Bench.PathOf("up")), down = new(bench.Bench.PathOf("down/"));
        bench.Bench.Server.Faults.On("PutObject").Key("t/3").Reply(500, "InternalError");
        Assert.True((await bench.RunAsync(up, EngineBench.S3("t/"))).Resumable);
        bench.Bench.Server.Faults.Clear();
        Rewrite(bench.Bench.PathOf("up/1"));
        Assert.True(await bench.RunAsync(up, EngineBench.S3("t/")) is { Complete: true, Outcomes: { Done: 2, Skipped: 2 } });
        Assert.Equal(File.ReadAllBytes(bench.Bench.PathOf("up/1")), bench.Bench.Get("t/1"));

        bench.Bench.Server.Faults.On("GetObject").Key("t/3").Reply(500, "InternalError");
        Assert.True((await bench.RunAsync(EngineBench.S3("t/"), down)).Resumable);
        bench.Bench.Server.Faults.Clear();
        Rewrite(bench.Bench.PathOf("down/1"));
        Assert.True(await bench.RunAsync(EngineBench.S3("t/"), down) is { Complete: true, Outcomes: { Done: 2, Skipped: 2 } });
        Assert.Equal(bench.Bench.Get("t/1"), File.ReadAllBytes(bench.Bench.PathOf("down/1")));
    }

    static async Task<TransferReport> CopyWhileAsync(EngineBench bench, string path, string operation, bool move, Action change)
    {
        bench.Outcomes.Clear();
        bench.Server.Faults.Clear();
        bench.Server.Requests.Reset();
        bench.Server.Faults.On(operation).Delay(TimeSpan.FromMilliseconds(700));
        Task<TransferReport> running = bench.CopyAsync(new LocalLocation(path), EngineBench.S3("big"), SmallParts, request => request with { Move = move });
        await FaultTests.Eventually(() => bench.Server.Requests[operation] >= 1);
        change();
        return await running;
    }

    static void Rewrite(string path)
    {
        DateTime time = File.GetLastWriteTimeUtc(path);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[0] = (byte)~bytes[0];
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, time);
    }

    static void Chmod(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);
}
