using Sluice.Benchmarking;
using Sluice.Engine.Concurrency;

namespace Sluice.Tests.Benchmarking;

/// <summary>Results that no machine had to measure.</summary>
static class SomeResult
{
    public const long MiB = 1 << 20;

    /// <summary>A download whose rounds and seconds differ a little from each other, as a seed says.</summary>
    /// <param name="seed">Draws the differences.</param>
    /// <param name="speed">1 for about 100 MiB/s.</param>
    /// <param name="rounds">Rounds.</param>
    /// <param name="seconds">Seconds of the timeline.</param>
    public static BenchResult Of(int seed = 1, double speed = 1, int rounds = 6, int seconds = 30)
    {
        Random random = new(seed);
        BenchIteration[] iterations = [.. Enumerable.Range(0, rounds).Select(_ => new BenchIteration(5 / speed * (0.98 + 0.04 * random.NextDouble()), 64, 512 * MiB, 1.5))];
        BenchSecond[] timeline = [.. Enumerable.Range(-2, seconds + 2).Select(at => new BenchSecond(at + 1, 1,
            (long)(100 * MiB * speed * (0.9 + 0.2 * random.NextDouble())), 100 + at, at == 12 ? 3 : 0, at == 12 ? 1 : 0, at < 5 ? 8 : 16, 0.3 + 0.1 * random.NextDouble()))];
        double[] measured = [.. timeline.Where(static second => second.At > 0).Select(static second => (double)second.Bytes)];
        double[] times = [.. Enumerable.Range(0, 1000).Select(_ => 0.004 + 0.02 * random.NextDouble() * random.NextDouble())];
        TimeTally firstByte = new(), latency = new();
        foreach (double time in times)
        {
            firstByte.Add(TimeSpan.FromSeconds(time));
            latency.Add(TimeSpan.FromSeconds(time * 4));
        }
        return new BenchResult
        {
            Operation = BenchOperation.Download,
            Began = new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero),
            Settings = new BenchSettings
            {
                Endpoint = "http://127.0.0.1:9000",
                Target = "s3://album/2026/",
                TestObjects = true,
                ObjectSize = 8 * MiB,
                Objects = 64,
                Iterations = rounds,
                WarmUp = 2,
                SaveTo = "null",
                Validate = true,
            },
            Machine = new BenchMachine { Sluice = "0.1.0", Cpu = "Some Processor", Cores = 2, Memory = 4L << 30, System = "Linux 6.1", Runtime = ".NET 10.0.0", Interface = "lo" },
            Total = new BenchTotals
            {
                Seconds = iterations.Sum(static round => round.Seconds),
                Objects = 64L * rounds,
                Failed = 0,
                Bytes = 512 * MiB * rounds,
                Requests = 64L * rounds + 3,
                Retries = 3,
                Throttles = 1,
                Connections = 16,
                UserCpu = 0.9 * rounds,
                SystemCpu = 0.6 * rounds,
                PeakMemory = 90 * MiB,
                GcPause = 0.01,
                Collections = [12, 1, 0],
                AllocatedBytes = 5000L * 64 * rounds,
            },
            ObjectThroughput = Distribution.From([.. measured.Select(static value => value / 10)]),
            SecondThroughput = Distribution.From(measured),
            FirstByte = Distribution.From(times),
            Latency = Distribution.From([.. times.Select(static time => time * 4)]),
            FirstByteHistogram = firstByte.ToHistogram(),
            LatencyHistogram = latency.ToHistogram(),
            Iterations = iterations,
            Timeline = timeline,
            Decisions =
            [
                new ControllerDecision(TimeSpan.FromSeconds(-1.5), 4, 8, "doubling paid: 1.9 times as fast", 40 * MiB, 30, 0.2),
                new ControllerDecision(TimeSpan.FromSeconds(5.25), 8, 16, "doubling paid: 1.6 times as fast", 90 * MiB, 90, 0.4),
                new ControllerDecision(TimeSpan.FromSeconds(12), 16, 16, "stayed: 24 would not have paid", 100 * MiB, 100, 0.5),
            ],
            Remarks = ["The endpoint ran on the machine that measured."],
        };
    }
}
