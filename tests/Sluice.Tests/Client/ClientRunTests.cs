using Sluice.Client;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Sluice.Tests.Client;

/// <summary>Runs through the client: progress, cancellation, several at a time.</summary>
public sealed class ClientRunTests
{
    [Fact]
    public async Task Copy_sync_verify_and_remove_give_their_reports()
    {
        await using ClientBench bench = await WithFilesAsync(20);
        TransferReport copied = await bench.Client.CopyAsync(Upload(bench, "a/"));
        Assert.Equal((true, 20), (copied.Complete, copied.Outcomes.Done));
        SyncReport synced = await bench.Client.SyncAsync(new SyncRequest { Source = Files(bench), Destination = EngineBench.S3("a/"), Comparison = SyncComparison.SizeOnly });
        Assert.Equal((true, 0, 20), (synced.Complete, synced.Copied, synced.Same));
        Assert.True((await bench.Client.VerifyAsync(new VerifyRequest(Files(bench), EngineBench.S3("a/")))).Identical);
        TransferReport removed = await bench.Client.RemoveAsync(new RemoveRequest { Targets = [EngineBench.S3("a/")], Recursive = true });
        Assert.Equal((true, 20), (removed.Complete, removed.Outcomes.Done));
        Assert.Empty(bench.Store.Keys());
    }

    [Fact]
    public async Task An_undo_brings_back_what_a_removal_has_hidden()
    {
        await using ClientBench bench = await WithFilesAsync(5);
        _ = bench.Store.Client.PutBucketVersioning(EngineBench.Bucket, enabled: true, default).Value;
        await bench.Client.CopyAsync(Upload(bench, "a/"));
        // The store tells whole seconds: one in which nothing was written.
        await Task.Delay(1100);
        DateTimeOffset then = DateTimeOffset.UtcNow;
        await Task.Delay(1100);
        TransferReport removed = await bench.Client.RemoveAsync(new RemoveRequest { Targets = [EngineBench.S3("a/")], Recursive = true });
        Assert.Equal((5, 5), (removed.Outcomes.Done, removed.Hidden));
        TransferReport undone = await bench.Client.UndoAsync(new UndoRequest { Targets = [EngineBench.S3("a/")], To = then });
        Assert.Equal((true, 5), (undone.Complete, undone.Outcomes.Done));
        Assert.Equal(5, bench.Store.Keys().Count);
    }

    [Fact]
    public async Task Tags_of_many_objects_are_changed_by_a_run()
    {
        await using ClientBench bench = await WithFilesAsync(5);
        await bench.Client.CopyAsync(Upload(bench, "a/"));
        TransferReport tagged = await bench.Client.ApplyAsync(new ObjectOperationRequest { Targets = [EngineBench.S3("a/")], Operation = new TagChange { Added = [new("stage", "done")] } });
        Assert.Equal((true, 5), (tagged.Complete, tagged.Outcomes.Done));
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => bench.Client.ApplyAsync(new ObjectOperationRequest { Targets = [], Operation = new TagChange { Added = [new("%", "")] } }));
        Assert.Contains("Name at least one object", refused.Message, StringComparison.Ordinal);
        Assert.Contains("S3 does not take", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_runs_go_on_at_a_time()
    {
        await using ClientBench bench = await WithFilesAsync(30);
        TransferReport[] reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => bench.Client.CopyAsync(Upload(bench, $"r{i}/"))));
        Assert.All(reports, static report => Assert.Equal((true, 30), (report.Complete, report.Outcomes.Done)));
        Assert.Equal(120, bench.Store.Keys().Count);
    }

    [Fact]
    public async Task Progress_is_reported_and_for_the_last_time_when_all_is_done()
    {
        await using ClientBench bench = await WithFilesAsync(10);
        Collected progress = new();
        await bench.Client.CopyAsync(Upload(bench, "a/"), new RunOptions { Progress = progress, ProgressInterval = TimeSpan.FromMilliseconds(1) });
        TransferProgress last = progress.All[^1];
        Assert.Equal((true, 10, 10), (last.ListingComplete, last.ListedItems, last.Outcomes.Done));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_is_an_exception_unless_a_report_is_asked_for()
    {
        await using ClientBench bench = await WithFilesAsync(50);
        using CancellationTokenSource cancel = new();
        CopyRequest request = Upload(bench, "a/") with { OnOutcome = _ => cancel.Cancel() };
        OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Client.CopyAsync(request, cancellationToken: cancel.Token));
        Assert.Equal(cancel.Token, canceled.CancellationToken);
        TransferReport report = await bench.Client.CopyAsync(request, new RunOptions { ReportWhenCanceled = true }, cancel.Token);
        Assert.True(report.Interrupted);
    }

    [Fact]
    public async Task Disposing_the_client_ends_its_runs_and_waits_for_them()
    {
        await using ClientBench bench = await WithFilesAsync(50);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim open = new();
        Task<TransferReport> run = bench.Client.CopyAsync(Upload(bench, "a/") with { OnOutcome = _ => { begun.TrySetResult(); open.Wait(); } });
        await begun.Task;
        Task disposed = bench.Client.DisposeAsync().AsTask();
        Assert.False(disposed.IsCompleted);
        open.Set();
        await disposed.WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
    }

    [Fact]
    public async Task A_request_that_makes_no_sense_is_refused_with_words()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => bench.Client.CopyAsync(new CopyRequest { Sources = [], Destination = EngineBench.S3("a/") }));
        Assert.Throws<ArgumentException>(() => new SluiceClient(new SluiceClientOptions { MaxConnections = 0 }));
    }

    static async Task<ClientBench> WithFilesAsync(int count)
    {
        ClientBench bench = await ClientBench.StartAsync();
        for (int i = 0; i < count; i++)
            bench.Store.WriteFile($"files/{i}.bin", EngineBench.Bytes(1000, i));
        return bench;
    }

    static LocalLocation Files(ClientBench bench) => new(bench.Store.PathOf("files"));

    static CopyRequest Upload(ClientBench bench, string prefix) => new() { Sources = [Files(bench)], Destination = EngineBench.S3(prefix) };

    sealed class Collected : IProgress<TransferProgress>
    {
        public List<TransferProgress> All { get; } = [];

        public void Report(TransferProgress value)
        {
            lock (All)
                All.Add(value);
        }
    }
}
