namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>The rows of the published table.</summary>
public static class ControllerScenarios
{
    const double MB = 1e6;
    const double Gbps = 125 * MB;

    /// <summary>All, in the table's order.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("laptop, 1 Gb/s at 80 ms, 12 MB/s a connection", new() { Bandwidth = 1 * Gbps, PerConnection = 12 * MB, Latency = 0.08, Connect = 0.24, Noise = 0.02 }),
        new("home line, 50 Mb/s at 40 ms", new() { Bandwidth = 0.05 * Gbps, PerConnection = 5 * MB, Latency = 0.04, Connect = 0.12, Noise = 0.02 }),
        new("region, 10 Gb/s, 90 MB/s a connection", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.03 }),
        new("region, 100 Gb/s, 90 MB/s a connection", new() { Bandwidth = 100 * Gbps, PerConnection = 90 * MB, Latency = 0.03 }),
        new("LAN, 10 Gb/s at 2 ms, 400 MB/s a connection", new() { Bandwidth = 10 * Gbps, PerConnection = 400 * MB, Latency = 0.002, Connect = 0.005 }),
        new("loopback, two cores", new() { Cpu = 3000 * MB, PerConnection = 1500 * MB, Latency = 0.0003, Connect = 0.001 }),
        new("one core, 10 Gb/s", new() { Bandwidth = 10 * Gbps, Cpu = 700 * MB, PerConnection = 200 * MB, Latency = 0.01, Connect = 0.03 }),
        new("one core, objects of 4 KiB at 1 ms", new() { Cpu = 350 * MB, PerConnection = 400 * MB, Latency = 0.001, Connect = 0.003, RequestBytes = 4096, Knee = 16, Loss = 0.002 }),
        new("objects of 4 KiB at 30 ms", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.03, RequestBytes = 4096, Spread = 0.5, Tail = 0.01 }),
        new("objects of 1 MiB at 80 ms, 1 Gb/s", new() { Bandwidth = 1 * Gbps, PerConnection = 12 * MB, Latency = 0.08, Connect = 0.24, RequestBytes = 1 << 20, Spread = 0.5, Tail = 0.01 }),
        new("one huge object, of which 32 parts may be under way", new() { Bandwidth = 100 * Gbps, PerConnection = 90 * MB, Latency = 0.03, MostParts = 32 }),
        new("store that throttles at 3,500 requests/s", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.02, RequestBytes = 4096, RequestLimit = 3500 }),
        new("store that throttles at 500 requests/s", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.05, RequestBytes = 64 << 10, RequestLimit = 500 }),
        new("store that throttles at 150 requests/s, a second's worth may come at once", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.1, Spread = 0.05, RequestBytes = 1 << 10, RequestLimit = 150, RequestBurst = 1 }),
        new("store that throttles at 3,500 requests/s, two seconds' worth may come at once", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.02, RequestBytes = 4096, RequestLimit = 3500, RequestBurst = 2 }),
        new("disk of 180 MB/s behind 10 Gb/s, loses with more than 12 writers", new() { Bandwidth = 10 * Gbps, Disk = 180 * MB, PerConnection = 90 * MB, Latency = 0.03, Knee = 12, Loss = 0.01 }),
        new("throughput falls beyond 48 in flight", new() { Bandwidth = 16 * Gbps, PerConnection = 60 * MB, Latency = 0.02, Knee = 48, Loss = 0.004 }),
        new("traffic of others: 8 % up and down each tenth of a second", new() { Bandwidth = 5 * Gbps, PerConnection = 30 * MB, Latency = 0.03, Noise = 0.08 }),
        new("2 % of the answers are 503, whatever the load", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.03, RequestBytes = 1 << 20, Faults = 0.02 }),
        new("storm: half of the answers are 503 for 2 s", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.03, RequestBytes = 1 << 20, StormAt = 30 }),
        new("the link becomes four times as fast", new()
        {
            Bandwidth = 2.5 * Gbps, PerConnection = 20 * MB, Latency = 0.03, ChangesAt = 30,
            Then = new() { Bandwidth = 10 * Gbps, PerConnection = 20 * MB, Latency = 0.03 },
        }),
        new("the link becomes a quarter as fast, and loses beyond 32", new()
        {
            Bandwidth = 10 * Gbps, PerConnection = 20 * MB, Latency = 0.03, ChangesAt = 30,
            Then = new() { Bandwidth = 2.5 * Gbps, PerConnection = 20 * MB, Latency = 0.03, Knee = 32, Loss = 0.004 },
        }),
    ];

    /// <summary>Short runs, start included.</summary>
    public static IReadOnlyList<ShortRun> Brief { get; } =
    [
        new("100 x 4 KiB", [(100, 4 << 10)]),
        new("1,000 x 4 KiB", [(1000, 4 << 10)]),
        new("10,000 x 4 KiB", [(10_000, 4 << 10)]),
        new("100 x 1 MiB", [(100, 1 << 20)]),
        new("1,000 x 1 MiB", [(1000, 1 << 20)]),
        new("20 x 20 MiB, in parts of 8 MiB", [(60, (20 << 20) / 3.0)]),
        new("4 x 200 MB in parts of 8 MiB, and 2,000 x 64 KiB", [(2000, 64 << 10), (96, 200e6 / 24)]),
    ];

    /// <summary>Two runs on one link: together, and one that comes later; by many slow connections or few fast ones.</summary>
    public static IReadOnlyList<SharedLink> Shared { get; } =
    [
        new("10 Gb/s, 90 MB/s a connection, both at once", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.03 }, 0),
        new("10 Gb/s, 90 MB/s a connection, one 20 s later", new() { Bandwidth = 10 * Gbps, PerConnection = 90 * MB, Latency = 0.03 }, 20),
        new("1 Gb/s at 80 ms, objects of 1 MiB, one 20 s later", new() { Bandwidth = 1 * Gbps, PerConnection = 12 * MB, Latency = 0.08, Connect = 0.24, RequestBytes = 1 << 20 }, 20),
    ];
}
