using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>An engine and the runs of it.</summary>
public sealed class OneRunTests
{
    [Fact]
    public async Task A_second_run_at_the_same_time_is_refused_and_a_later_one_is_not()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", [1]);
        TransferEngine engine = bench.Engine();
        TaskCompletionSource go = new();
        Task<TransferReport> first = engine.CarryAsync("run", _ => go.Task.Wait(), default);
        CopyRequest copy = new() { Sources = [EngineBench.S3("p/")], Destination = new LocalLocation(bench.PathOf("down")) };
        await Assert.ThrowsAsync<InvalidOperationException>(() => engine.CopyAsync(copy, default));
        go.SetResult();
        Assert.True((await first).Complete);
        Assert.True((await engine.CopyAsync(copy, default)).Complete);
    }
}
