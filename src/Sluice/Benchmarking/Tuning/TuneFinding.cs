using Sluice.Engine.Concurrency;

namespace Sluice.Benchmarking.Tuning;

/// <summary>What the controller found for one kind of work.</summary>
/// <param name="Work">The work.</param>
/// <param name="Concurrency">Requests in flight: the median of the second half of the time.</param>
/// <param name="BytesPerSecond">Throughput of that half.</param>
/// <param name="RequestsPerSecond">Requests of that half.</param>
/// <param name="Throttles">Answers that asked to slow down, in all of the time.</param>
/// <param name="Decisions">What was decided.</param>
public sealed record TuneFinding(TuneWork Work, int Concurrency, double BytesPerSecond, double RequestsPerSecond, long Throttles, IReadOnlyList<ControllerDecision> Decisions)
{
    /// <summary>Reads a benchmark's result; null when it was too short to say anything.</summary>
    internal static TuneFinding? From(TuneWork work, BenchResult result)
    {
        BenchSecond[] settled = [.. result.Timeline.Where(static second => second.At > 0)];
        settled = settled[(settled.Length / 2)..];
        double seconds = settled.Sum(static second => second.Seconds);
        if (seconds <= 0)
            return null;
        int[] limits = [.. settled.Select(static second => second.Concurrency).Order()];
        return new TuneFinding(work, limits[limits.Length / 2], settled.Sum(static second => second.Bytes) / seconds,
            settled.Sum(static second => second.Requests) / seconds, result.Total.Throttles, result.Decisions);
    }
}
