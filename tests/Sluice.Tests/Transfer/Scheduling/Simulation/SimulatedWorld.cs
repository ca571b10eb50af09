namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>A network, a store, a disk and a machine in a few numbers. Rates in bytes or requests per second, times in seconds.</summary>
public sealed record SimulatedWorld
{
    /// <summary>How long a storm lasts.</summary>
    public const double StormSeconds = 2;

    /// <summary>A <see cref="RequestBurst"/> that is over at once.</summary>
    public const double ShortBurst = 0.2;

    /// <summary>Bytes per second of the whole link, shared evenly by all transfers on it.</summary>
    public double Bandwidth { get; init; } = double.PositiveInfinity;

    /// <summary>Bytes per second of one connection.</summary>
    public double PerConnection { get; init; } = double.PositiveInfinity;

    /// <summary>Bytes per second of the disk behind the network.</summary>
    public double Disk { get; init; } = double.PositiveInfinity;

    /// <summary>Bytes per second that this machine's processors can move; a request costs as much as 64 KiB.</summary>
    public double Cpu { get; init; } = double.PositiveInfinity;

    /// <summary>Median time from request to first byte.</summary>
    public double Latency { get; init; } = 0.02;

    /// <summary>Spread of the latency: sigma of its lognormal distribution.</summary>
    public double Spread { get; init; } = 0.3;

    /// <summary>Share of requests that take ten times as long.</summary>
    public double Tail { get; init; } = 0.002;

    /// <summary>Time to open a connection, TLS included.</summary>
    public double Connect { get; init; } = 0.06;

    /// <summary>Connections that are opened while the listing's first page is waited for, before the run.</summary>
    public int Ahead { get; init; }

    /// <summary>Bytes of a request.</summary>
    public double RequestBytes { get; init; } = 16 << 20;

    /// <summary>Requests that can be in flight at once, because there are no more parts.</summary>
    public int MostParts { get; init; } = int.MaxValue;

    /// <summary>Requests per second above which the store answers 503.</summary>
    public double RequestLimit { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds' worth of requests that the store takes at once, when it had none for as long.</summary>
    public double RequestBurst { get; init; } = ShortBurst;

    /// <summary>Share of requests that the store refuses whatever their number.</summary>
    public double Faults { get; init; }

    /// <summary>Share of the throughput lost for each request in flight above <see cref="Knee"/>.</summary>
    public double Loss { get; init; }

    /// <summary>Requests in flight up to which nothing is lost.</summary>
    public int Knee { get; init; } = int.MaxValue;

    /// <summary>Spread of the throughput from tenth to tenth of a second, as traffic of others makes it: standard deviation as a share.</summary>
    public double Noise { get; init; }

    /// <summary>What of this world is different from <see cref="ChangesAt"/> on; null: nothing.</summary>
    public SimulatedWorld? Then { get; init; }

    /// <summary>When it changes.</summary>
    public double ChangesAt { get; init; } = double.PositiveInfinity;

    /// <summary>When a storm begins in which the store refuses half of the requests; it lasts <see cref="StormSeconds"/>.</summary>
    public double StormAt { get; init; } = double.PositiveInfinity;

    /// <summary>Time from the beginning of one storm to that of the next; infinite: there is one.</summary>
    public double StormEvery { get; init; } = double.PositiveInfinity;

    /// <summary>CPU cost of a request, in bytes.</summary>
    public double RequestCost => double.IsPositiveInfinity(Cpu) ? 0 : 64 << 10;

    /// <summary>Share of requests that the store refuses at this time, whatever their number.</summary>
    public double RefusedAt(double time)
    {
        double since = time - StormAt;
        bool isStorm = since >= 0 && (double.IsPositiveInfinity(StormEvery) ? since : since % StormEvery) < StormSeconds;
        return isStorm ? 0.5 : Faults;
    }
}
