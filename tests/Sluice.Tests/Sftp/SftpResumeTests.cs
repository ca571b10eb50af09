using System.Diagnostics;
using System.Runtime.Versioning;
using Sluice.Engine;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Sftp;

/// <summary>What a run that was stopped, or met a full disk, has done on a host is left out by the next one.</summary>
[Trait("Needs", "sshd")]
[UnsupportedOSPlatform("windows")]
public sealed class SftpResumeTests(SshServer server) : IClassFixture<SshServer>
{
    static readonly DateTime Then = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    static string[] Names(string directory) => [.. Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_stopped_run_has_finished_on_a_host_is_left_out_while_it_is_as_it_was_written(bool isOfStore)
    {
        const int Files = 10;
        await using EngineBench bench = await EngineBench.StartAsync();
        for (int number = 0; number < Files; number++)
            if (isOfStore)
                bench.Put($"p/{number}", EngineBench.Bytes(1000, number));
            else
                bench.WriteFile($"p/{number}", EngineBench.Bytes(1000, number));
        string files = server.NewDirectory();
        Task<TransferReport> RunAsync(Action<ItemOutcome> told, CancellationToken stop) => bench.CopyAsync(isOfStore ? EngineBench.S3("p/") : new LocalLocation(bench.PathOf("p")), server.At(files + "/"), new TransferOptions { Concurrency = 1 },
            request => request with { OnOutcome = told, Journal = new JournalRequest(bench.PathOf("journals"), ["cp"], bench.Scratch) }, stop);
        // 1 Stopped in the middle.
        using CancellationTokenSource stop = new();
        int done = 0;
        TransferReport first = await RunAsync(_ =>
        {
            if (++done == 5)
                stop.Cancel();
        }, stop.Token);
        Assert.True(first.Resumable);
        string[] finished = Names(files);
        Assert.Equal(first.Outcomes.Done, finished.Length);
        Assert.InRange(finished.Length, 5, Files - 1);
        // 2 One was written to since, one is gone.
        File.WriteAllBytes(files + "/" + finished[0], EngineBench.Bytes(1000, 77));
        // In the second that it was given nobody sees it: SFTP 3 has no finer times.
        File.SetLastWriteTimeUtc(files + "/" + finished[0], Then);
        File.Delete(files + "/" + finished[1]);
        TransferReport second = await RunAsync(static _ => { }, default);
        Assert.True(second.Complete);
        Assert.Equal((Files - finished.Length + 2, finished.Length - 2), (second.Outcomes.Done, second.Outcomes.Skipped));
        for (int number = 0; number < Files; number++)
            Assert.Equal(EngineBench.Bytes(1000, number), File.ReadAllBytes($"{files}/{number}"));
    }

    [Fact]
    public async Task What_a_stopped_run_has_brought_from_a_host_is_left_out_too()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = SftpTreeTests.Made(server, [.. Enumerable.Range(0, 10).Select(static number => ($"{number}", 1000))]);
        Task<TransferReport> RunAsync(Action<ItemOutcome> told, CancellationToken stop) => bench.CopyAsync(server.At(files + "/"), new LocalLocation(bench.PathOf("down")), new TransferOptions { Concurrency = 1 },
            request => request with { OnOutcome = told, Journal = new JournalRequest(bench.PathOf("journals"), ["cp"], bench.Scratch) }, stop);
        using CancellationTokenSource stop = new();
        int done = 0;
        await RunAsync(_ =>
        {
            if (++done == 5)
                stop.Cancel();
        }, stop.Token);
        int finished = bench.Files("down").Count;
        Assert.InRange(finished, 5, 9);
        // Another time makes it another file.
        File.SetLastWriteTimeUtc(files + "/0", Then.AddDays(1));
        TransferReport second = await RunAsync(static _ => { }, default);
        Assert.True(second.Complete);
        Assert.Equal((11 - finished, finished - 1), (second.Outcomes.Done, second.Outcomes.Skipped));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("external")]
    public async Task A_full_disk_of_a_server_that_only_says_failure_is_named_with_the_fix_and_the_same_command_goes_on(string host)
    {
        string files = server.NewDirectory();
        // Only root may mount, and not everywhere.
        if (!Environment.IsPrivilegedProcess || !Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", files))
            return;
        try
        {
            await using EngineBench bench = await EngineBench.StartAsync();
            foreach ((string name, int length) in (ReadOnlySpan<(string, int)>)[("a", 1 << 20), ("b", 2 << 20), ("c", 3 << 20), ("d", 20 << 20)])
                bench.WriteFile("up/" + name, EngineBench.Bytes(length));
            Task<TransferReport> CopyAsync() => bench.CopyAsync(new LocalLocation(bench.PathOf("up")), server.At(files + "/", host), new TransferOptions { Concurrency = 1 },
                request => request with { Journal = new JournalRequest(bench.PathOf("journals"), ["cp"], bench.Scratch) });
            TransferReport full = await CopyAsync();
            Assert.Equal((2, 2), (full.Outcomes.Done, full.Outcomes.Failed));
            foreach (ItemOutcome outcome in bench.Outcomes.Where(static outcome => outcome.Kind == OutcomeKind.Failed))
                Assert.Equal("DiskFull", outcome.ErrorCode);
            Assert.Contains(bench.Outcomes, static outcome => outcome.Message.Contains("free some there and run the same command again", StringComparison.Ordinal));
            Assert.Contains(bench.Outcomes, static outcome => outcome.Message.Contains("20,971,520 bytes are needed", StringComparison.Ordinal));
            Assert.Equal(["a", "b"], Names(files));
            Assert.True(full.Resumable);
            Assert.True(Run("mount", "-o", "remount,size=40m", files));
            TransferReport second = await CopyAsync();
            Assert.True(second.Complete, string.Join('\n', bench.Outcomes));
            Assert.Equal((2, 2), (second.Outcomes.Done, second.Outcomes.Skipped));
            Assert.Equal(["a", "b", "c", "d"], Names(files));
        }
        finally
        {
            Run("umount", "-l", files);
        }
    }

    static bool Run(string program, params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
