using Sluice.Jobs;
using Sluice.Jobs.Watching;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;

namespace Sluice.Tests.Jobs.Watching;

/// <summary>What looking at a large job costs. Alone, because the memory that is counted is the process's.</summary>
[Collection(nameof(CostTests))]
public sealed class JobWatchCostTests
{
    [Fact]
    public void A_hundred_thousand_chunks_are_looked_at_in_bounded_memory_and_a_moment()
    {
        SomeJob job = new(100_000, itemsEach: 1);
        for (int chunk = 0; chunk < 60_000; chunk++)
            job.Store.Write(JobNames.Seal(JobNames.Numbered(chunk)), default, default);
        for (int chunk = 0; chunk < 60_000; chunk++)
            job.Store.Write($"{JobNames.Tallies}{JobNames.Numbered(chunk)}_1_0_0_0_0_0_0_100", default, default);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        JobView view = watch.View(480);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(view is { State.SealedChunks: 60_000, Free: 40_000, Bins.Count: <= 480 });
        Assert.True(grown < 64 << 20, $"{grown >> 20} MiB");
        GC.KeepAlive(watch);
    }
}
