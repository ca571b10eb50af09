using System.Globalization;
using Sluice.Engine.Concurrency;

namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>A run of so many objects, from its start to its last byte, its listing included, at several latencies.</summary>
/// <param name="Name">What it moves.</param>
/// <param name="Work">Requests and their bytes: small objects, and parts of large ones.</param>
public sealed record ShortRun(string Name, IReadOnlyList<(int Count, double Bytes)> Work)
{
    // A process's own start and end, measured: 100 objects at 1 ms take 40 ms (docs/performance.md).
    const double Process = 0.03;

    const double Longest = 600;

    static readonly int[] Seeds = [1, 2, 3, 4, 5];

    /// <summary>Seconds from a request to its first byte.</summary>
    public static IReadOnlyList<double> Latencies { get; } = [0.001, 0.01, 0.03, 0.1, 0.3];

    /// <summary>For each latency: seconds that the best fixed number takes, which that is, and what the controller takes of it; means of the seeds.</summary>
    public IReadOnlyList<(double Best, int Limit, double Share)> Measure() => [.. Latencies.Select(At)];

    /// <summary>The row of the published table.</summary>
    public string Row(IReadOnlyList<(double Best, int Limit, double Share)> measured) =>
        string.Create(CultureInfo.InvariantCulture, $"| {Name} | {string.Join(" | ", measured.Select(static at => string.Create(CultureInfo.InvariantCulture, $"{at.Share:0.00} of {at.Best:0.00} s")))} |");

    /// <summary>What the controller decides at this latency, for a failed test.</summary>
    public string Story(double latency)
    {
        SimulatedRun run = new(new ConcurrencyController(), work: Work);
        new Simulator(World(latency), Seeds[0], run).Run(Longest);
        return string.Join(Environment.NewLine, run.Decisions.Select(static d => $"{d.At.TotalSeconds:0.000} {d.From} -> {d.To} {d.Reason} ({d.BytesPerSecond / 1e6:0.0} MB/s, {d.RequestsPerSecond:0}/s)"));
    }

    // The region's machine: 10 Gb/s, 90 MB/s a connection, processors for 15,000 small requests a second. TLS 1.3 needs two round trips.
    static SimulatedWorld World(double latency) =>
        new() { Bandwidth = 1250e6, PerConnection = 90e6, Cpu = 1000e6, Latency = latency, Connect = 2 * latency, Ahead = 64, Spread = 0.1, Tail = 0 };

    (double Best, int Limit, double Share) At(double latency)
    {
        SimulatedWorld world = World(latency);
        (double best, int fastest) = (double.PositiveInfinity, 0);
        foreach (int limit in (int[])[8, 16, 24, 32, 48, 64, 96, 128, 192, 256])
            if (Seconds(world, () => new SimulatedRun(null, limit, work: Work)) is double seconds && seconds < 0.995 * best)
                (best, fastest) = (seconds, limit);
        return (best, fastest, Seconds(world, () => new SimulatedRun(new ConcurrencyController(), work: Work)) / best);
    }

    static double Seconds(SimulatedWorld world, Func<SimulatedRun> begin) => Process + world.Latency + Seeds.Average(seed =>
    {
        SimulatedRun run = begin();
        new Simulator(world, seed, run).Run(Longest);
        return run.EndedAt;
    });
}
