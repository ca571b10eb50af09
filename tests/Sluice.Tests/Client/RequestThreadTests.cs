using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Client;

/// <summary>Calls wait for a bounded set of threads of the client's own.</summary>
public sealed class RequestThreadTests
{
    [Fact]
    public async Task A_thousand_reads_at_once_use_no_more_threads_than_connections_and_block_none_of_the_pool()
    {
        const int Connections = 8;
        using ManualResetEventSlim open = new();
        int asked = 0, most = 0;
        await using ClientBench bench = await ClientBench.DeviateAsync(instead: request =>
        {
            if (request.Method != "GET")
                return null;
            int now = Interlocked.Increment(ref asked);
            InterlockedMax(ref most, now);
            open.Wait();
            Interlocked.Decrement(ref asked);
            return null;
        }, maxConnections: Connections);
        bench.Store.Put("one", EngineBench.Bytes(1000));
        int poolBefore = ThreadPool.ThreadCount;
        Task<byte[]>[] reads = [.. Enumerable.Range(0, 1000).Select(_ => bench.ReadAsync("one"))];
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref asked) == Connections, TimeSpan.FromSeconds(20)));

        // A pool whose threads were blocked would take minutes to run this.
        Assert.True(await ClientBench.SoonAsync(Task.Run(static () => true)));
        Assert.InRange(ThreadPool.ThreadCount - poolBefore, int.MinValue, 100);
        Assert.Equal(Connections, bench.Client.RequestThreadCount);
        open.Set();
        foreach (byte[] body in await ClientBench.SoonAsync(Task.WhenAll(reads)))
            Assert.Equal(1000, body.Length);
        Assert.Equal(Connections, most);
        Assert.InRange(bench.Client.RequestThreadCount, 1, Connections);
    }

    [Fact]
    public async Task A_thread_is_started_only_for_a_call_that_no_thread_waits_for()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        bench.Store.Put("one", [1]);
        for (int i = 0; i < 20; i++)
            _ = await bench.Client.HeadObjectAsync(ClientBench.Bucket, "one");
        Assert.InRange(bench.Client.RequestThreadCount, 1, 2);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_ends_at_once()
    {
        using ManualResetEventSlim open = new();
        await using ClientBench bench = await ClientBench.DeviateAsync(instead: request => { open.Wait(); return null; }, maxConnections: 1);
        bench.Store.Deviant.Requests.Clear();
        Task<ObjectInfo> first = bench.Client.HeadObjectAsync(ClientBench.Bucket, "none");
        using CancellationTokenSource cancel = new();
        Task<ObjectInfo> second = bench.Client.HeadObjectAsync(ClientBench.Bucket, "none", cancel.Token);
        await cancel.CancelAsync();
        OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ClientBench.SoonAsync(second));
        Assert.Equal(cancel.Token, canceled.CancellationToken);
        Assert.False(first.IsCompleted);
        open.Set();
        Assert.Equal(FailureKind.NotFound, (await Assert.ThrowsAsync<S3Exception>(() => ClientBench.SoonAsync(first))).Error.Kind);
        Assert.Single(bench.Store.Deviant.Requests);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_under_way_frees_its_thread()
    {
        using ManualResetEventSlim open = new();
        await using ClientBench bench = await ClientBench.DeviateAsync(instead: request => { if (request.Target.Contains("slow", StringComparison.Ordinal)) open.Wait(); return null; }, maxConnections: 1);
        bench.Store.Put("quick", [1]);
        using CancellationTokenSource cancel = new();
        Task<ObjectInfo> slow = bench.Client.HeadObjectAsync(ClientBench.Bucket, "slow", cancel.Token);
        Assert.True(SpinWait.SpinUntil(() => bench.Store.Deviant.Requests.Any(static one => one.Target.Contains("slow", StringComparison.Ordinal)), TimeSpan.FromSeconds(20)));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ClientBench.SoonAsync(slow));
        Assert.Equal(1, (await ClientBench.SoonAsync(bench.Client.HeadObjectAsync(ClientBench.Bucket, "quick"))).TotalLength);
        open.Set();
    }

    [Fact]
    public async Task Disposing_the_client_ends_calls_that_wait_and_calls_under_way()
    {
        using ManualResetEventSlim open = new();
        await using ClientBench bench = await ClientBench.DeviateAsync(instead: request => { open.Wait(); return null; }, maxConnections: 1);
        Task<ObjectInfo>[] calls = [.. Enumerable.Range(0, 20).Select(_ => bench.Client.HeadObjectAsync(ClientBench.Bucket, "none"))];
        Assert.True(SpinWait.SpinUntil(() => !bench.Store.Deviant.Requests.IsEmpty, TimeSpan.FromSeconds(20)));
        bench.Client.Dispose();
        foreach (Task<ObjectInfo> call in calls)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => ClientBench.SoonAsync(call));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bench.Client.HeadObjectAsync(ClientBench.Bucket, "none"));
        Assert.Equal(0, bench.Client.RequestThreadCount);
        open.Set();
    }

    static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); seen < value;)
            if (Interlocked.CompareExchange(ref most, value, seen) is var now && (now == seen || now >= value))
                return;
            else
                seen = now;
    }
}
