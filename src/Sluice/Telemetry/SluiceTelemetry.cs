using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sluice.Telemetry;

/// <summary>
/// What Sluice tells to who listens: an <see cref="ActivitySource"/> and a <see cref="Meter"/>, both named <see cref="Name"/>. The names in
/// them are OpenTelemetry's for RPC and AWS clients where it has any, and begin with <c>sluice.</c> elsewhere.
/// </summary>
public static class SluiceTelemetry
{
    /// <summary>The name of the source, of the meter, and the first word of all categories of log messages.</summary>
    public const string Name = "Sluice";

    /// <summary>A call of the client, until its answer's headers (GetObject) or all of its answer; a run, from begin to end.</summary>
    internal static ActivitySource Source { get; } = new(Name);

    static readonly Meter Meter = new(Name);

    /// <summary>Seconds that calls took, waiting for a request thread included.</summary>
    internal static Histogram<double> CallDuration { get; } = Meter.CreateHistogram<double>("rpc.client.call.duration", "s", "Duration of calls, waiting for a request thread included.");

    /// <summary>Calls that wait for a request thread.</summary>
    internal static UpDownCounter<int> CallsWaiting { get; } = Meter.CreateUpDownCounter<int>("sluice.client.calls.waiting", "{call}", "Calls that wait for a request thread.");

    /// <summary>Request threads that there are.</summary>
    internal static UpDownCounter<int> RequestThreads { get; } = Meter.CreateUpDownCounter<int>("sluice.client.request_threads", "{thread}", "Request threads that there are.");

    /// <summary>Seconds that runs took.</summary>
    internal static Histogram<double> RunDuration { get; } = Meter.CreateHistogram<double>("sluice.run.duration", "s", "Duration of runs.");

    /// <summary>Items of runs, by how they ended.</summary>
    internal static Counter<long> RunItems { get; } = Meter.CreateCounter<long>("sluice.run.items", "{item}", "Items of runs, by how they ended.");

    /// <summary>Bytes that runs moved and verified.</summary>
    internal static Counter<long> RunBytes { get; } = Meter.CreateCounter<long>("sluice.run.io", "By", "Bytes that runs moved and verified.");
}
