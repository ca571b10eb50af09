using Sluice.Transfer.Scheduling;

namespace Sluice.Tests.Transfer.Scheduling;

/// <summary>
/// A store and a network in a few numbers, without a clock: what throughput a number of requests in flight gives, and
/// what a controller makes of it over many intervals.
/// </summary>
public sealed record ControllerSimulator
{
    const double Interval = 0.5;

    /// <summary>Bytes per second of the whole line.</summary>
    public double Bandwidth { get; init; } = double.PositiveInfinity;

    /// <summary>Bytes per second of one connection.</summary>
    public double PerConnection { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds from request to first byte.</summary>
    public double Latency { get; init; } = 0.02;

    /// <summary>Bytes of a request.</summary>
    public double RequestBytes { get; init; } = 16 << 20;

    /// <summary>Requests per second above which the store answers 503.</summary>
    public double RequestLimit { get; init; } = double.PositiveInfinity;

    /// <summary>Share of throughput lost for each request in flight above <see cref="Knee"/>.</summary>
    public double Loss { get; init; }

    /// <summary>Requests in flight up to which nothing is lost.</summary>
    public int Knee { get; init; } = int.MaxValue;

    /// <summary>Requests per second that this machine's processors can do; infinite when they are never the limit.</summary>
    public double CpuRequests { get; init; } = double.PositiveInfinity;

    /// <summary>Spread of the measured throughput: 0.02 is plus or minus 2 %.</summary>
    public double Noise { get; init; }

    /// <summary>Requests per second that get through with so many in flight, and those that are refused.</summary>
    public (double Served, double Refused, double Cpu) Rate(int limit)
    {
        double seconds = Latency + RequestBytes / PerConnection;
        double offered = Math.Min(limit / seconds, Bandwidth / RequestBytes);
        offered = Math.Min(offered, CpuRequests);
        if (limit > Knee)
            offered *= Math.Max(0.1, 1 - Loss * (limit - Knee));
        // What is refused waits before it comes again, so that a store under pressure also serves less.
        double refused = Math.Max(0, offered - RequestLimit);
        return (Math.Min(offered, RequestLimit) - refused * 0.5, refused, Math.Min(1, offered / CpuRequests));
    }

    /// <summary>The best any fixed number does.</summary>
    public double Best(int maximum) => Enumerable.Range(1, maximum).Max(limit => Rate(limit).Served);

    /// <summary>Runs the loop and returns the mean of the last half of the intervals, and the limits seen there.</summary>
    internal (double Served, int[] Limits) Run(ConcurrencyController controller, int intervals, int seed = 1)
    {
        Random random = new(seed);
        double sum = 0;
        List<int> limits = [];
        for (int interval = 0; interval < intervals; interval++)
        {
            (double served, double refused, double cpu) = Rate(controller.Limit);
            if (interval >= intervals / 2)
            {
                sum += served;
                limits.Add(controller.Limit);
            }
            double noisy = served * (1 + Noise * (2 * random.NextDouble() - 1));
            controller.Observe(new ControllerSample(Interval, (long)(noisy * RequestBytes * Interval), (long)((noisy + refused) * Interval), (long)(refused * Interval), Busy: true, cpu));
        }
        return (sum / limits.Count, [.. limits]);
    }
}
