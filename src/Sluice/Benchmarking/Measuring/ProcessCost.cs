using Sluice.Transfer;

namespace Sluice.Benchmarking.Measuring;

/// <summary>What the runtime knows of this process at one moment, and what that grew by since an earlier one.</summary>
/// <param name="GcPause">Time that all threads stood still for the collector.</param>
/// <param name="Collections">Collections of each generation that went no higher: they add up to all.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap.</param>
internal sealed record ProcessCost(TimeSpan GcPause, IReadOnlyList<int> Collections, long AllocatedBytes)
{
    /// <summary>Now. Stops all threads for a moment, so that what each has allocated counts.</summary>
    public static ProcessCost Now() => new(
        GC.GetTotalPauseDuration(), [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(Collected)], GC.GetTotalAllocatedBytes(precise: true));

    // The runtime counts a collection of a generation as one of all below it too.
    static int Collected(int generation) => GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0);

    /// <summary>Largest resident memory of this process so far, in bytes.</summary>
    public static long PeakMemory() => RunMeter.PeakMemory();

    /// <summary>What came since.</summary>
    public ProcessCost Since(ProcessCost before) => new(
        GcPause - before.GcPause, [.. Collections.Zip(before.Collections, static (now, then) => now - then)], AllocatedBytes - before.AllocatedBytes);
}
