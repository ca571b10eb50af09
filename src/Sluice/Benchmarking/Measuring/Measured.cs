using Sluice.Engine.Concurrency;

namespace Sluice.Benchmarking.Measuring;

/// <summary>What the measured phase showed.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Cost">What the runtime did meanwhile.</param>
/// <param name="Tally">How its objects ended.</param>
/// <param name="Iterations">Its full rounds.</param>
/// <param name="Seconds">Its seconds, and those of the warm-up.</param>
/// <param name="ClockStep">By how much the time of day was set.</param>
/// <param name="Decisions">What the controller decided.</param>
internal sealed record Measured(
    Reading From, Reading To, ProcessCost Cost, RoundTally Tally, IReadOnlyList<BenchIteration> Iterations, IReadOnlyList<BenchSecond> Seconds,
    TimeSpan ClockStep, IReadOnlyList<ControllerDecision> Decisions)
{
    /// <summary>The totals, by a clock that cannot be set.</summary>
    public BenchTotals Totals(TimeProvider clock, long connections) => new()
    {
        Seconds = clock.GetElapsedTime(From.At, To.At).TotalSeconds,
        Objects = Tally.Objects,
        Failed = Tally.Failed,
        Bytes = Tally.Bytes,
        Requests = To.Requests - From.Requests,
        Retries = To.Retries - From.Retries,
        Throttles = To.Throttles - From.Throttles,
        Connections = connections,
        UserCpu = (To.UserCpu - From.UserCpu).TotalSeconds,
        SystemCpu = (To.SystemCpu - From.SystemCpu).TotalSeconds,
        PeakMemory = ProcessCost.PeakMemory(),
        GcPause = Cost.GcPause.TotalSeconds,
        Collections = Cost.Collections,
        AllocatedBytes = Cost.AllocatedBytes,
    };
}
