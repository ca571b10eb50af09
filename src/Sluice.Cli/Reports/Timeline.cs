using Sluice.Benchmarking;

namespace Sluice.Cli.Reports;

/// <summary>The seconds of a benchmark, as few as a chart or a table can show.</summary>
static class Timeline
{
    /// <summary>Merges neighbours until there are at most so many: counts are added, shares are weighed by time, the concurrency is the last one's. The warm-up stays apart.</summary>
    public static IReadOnlyList<BenchSecond> Condense(IReadOnlyList<BenchSecond> seconds, int most)
    {
        if (seconds.Count <= most)
            return seconds;
        int step = (seconds.Count + most - 2) / (most - 1);
        int warmUp = seconds.TakeWhile(static second => second.At <= 0).Count();
        return [.. Merge(seconds.Take(warmUp), step), .. Merge(seconds.Skip(warmUp), step)];
    }

    static IEnumerable<BenchSecond> Merge(IEnumerable<BenchSecond> seconds, int step) => seconds.Chunk(step).Select(static group =>
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
    });
}
