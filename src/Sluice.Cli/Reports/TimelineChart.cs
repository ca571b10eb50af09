using Sluice.Benchmarking;

namespace Sluice.Cli.Reports;

/// <summary>The seconds of a benchmark, as few as a chart or a table can show.</summary>
static class TimelineChart
{
    // What is left of a second at the end of a phase: a rate over so short a time is noise that hides the rest.
    const double Splinter = 0.25;

    /// <summary>
    /// Merges neighbours until there are at most so many, and the splinter at the end of a phase with the second before it:
    /// counts are added, shares are weighed by time, the concurrency is the last one's. The warm-up stays apart.
    /// </summary>
    public static IReadOnlyList<BenchSecond> Condense(IReadOnlyList<BenchSecond> seconds, int most)
    {
        int step = seconds.Count <= most ? 1 : (seconds.Count + most - 3) / (most - 2);
        int warmUp = seconds.TakeWhile(static second => second.At <= 0).Count();
        return [.. OfPhase([.. seconds.Take(warmUp)], step), .. OfPhase([.. seconds.Skip(warmUp)], step)];
    }

    static IEnumerable<BenchSecond> OfPhase(BenchSecond[] seconds, int step)
    {
        if (seconds is [.., { } before, { Seconds: < Splinter } last])
            seconds = [.. seconds[..^2], Merge([before, last])];
        return step == 1 ? seconds : seconds.Chunk(step).Select(Merge);
    }

    static BenchSecond Merge(BenchSecond[] group)
    {
        double length = group.Sum(static second => second.Seconds);
        return group[^1] with
        {
            Seconds = length,
            Bytes = group.Sum(static second => second.Bytes),
            Requests = group.Sum(static second => second.Requests),
            Retries = group.Sum(static second => second.Retries),
            Throttles = group.Sum(static second => second.Throttles),
            CpuShare = length > 0 ? group.Sum(static second => second.CpuShare * second.Seconds) / length : 0,
        };
    }
}
