using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sluice.Telemetry;

/// <summary>
/// What Sluice tells to who listens: an <see cref="ActivitySource"/> and a <see cref="Meter"/>, both named <see cref="Name"/>. The names in
/// them are OpenTelemetry's for HTTP, RPC and AWS clients where it has any, and begin with <c>sluice.</c> elsewhere. Nothing is measured while nobody listens.
/// </summary>
public static class SluiceTelemetry
{
    /// <summary>The name of the source, of the meter, and the first word of all categories of log messages.</summary>
    public const string Name = "Sluice";

    /// <summary>The name of the span of one item of a run; those of its requests are below it.</summary>
    public const string ObjectSpan = "sluice.object";

    /// <summary>The attribute that says of a span of an item from its beginning that the item has failed.</summary>
    public const string ObjectFailed = "sluice.item.failed";

    /// <summary>A call of the client, until its answer's headers (GetObject) or all of its answer; a run, from begin to end; an item of it; each attempt at a request.</summary>
    internal static ActivitySource Source { get; } = new(Name);

    static readonly Meter Meter = new(Name);

    /// <summary>Seconds that calls took, waiting for a request thread included.</summary>
    internal static Histogram<double> CallDuration { get; } = Meter.CreateHistogram<double>("rpc.client.call.duration", "s", "Duration of calls, waiting for a request thread included.");

    /// <summary>Calls that wait for a request thread.</summary>
    internal static UpDownCounter<int> CallsWaiting { get; } = Meter.CreateUpDownCounter<int>("sluice.client.calls.waiting", "{call}", "Calls that wait for a request thread.");

    /// <summary>Request threads that there are.</summary>
    internal static UpDownCounter<int> RequestThreads { get; } = Meter.CreateUpDownCounter<int>("sluice.client.request_threads", "{thread}", "Request threads that there are.");

    // OpenTelemetry, "Semantic conventions for HTTP metrics": the bounds that it advises.
    static readonly InstrumentAdvice<double> HttpBounds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    /// <summary>Seconds that attempts at requests took.</summary>
    internal static Histogram<double> RequestDuration { get; } = Meter.CreateHistogram("http.client.request.duration", "s", "Duration of each attempt at a request, its bodies included.", tags: null, HttpBounds);

    /// <summary>Seconds that an endpoint took for requests.</summary>
    internal static Histogram<double> ServedDuration { get; } = Meter.CreateHistogram("http.server.request.duration", "s", "Duration of the requests that the endpoint answered.", tags: null, HttpBounds);

    /// <summary>Seconds that runs took.</summary>
    internal static Histogram<double> RunDuration { get; } = Meter.CreateHistogram<double>("sluice.run.duration", "s", "Duration of runs.");

    static readonly ObservableInstrument<long>[] OfRuns =
    [
        Meter.CreateObservableCounter(RunFigure.Listed, static () => LiveFigures.Of(RunFigure.Listed), "{item}", "Items that runs have found."),
        Meter.CreateObservableCounter(RunFigure.Items, static () => LiveFigures.Of(RunFigure.Items), "{item}", "Items of runs, by how they ended."),
        Meter.CreateObservableCounter(RunFigure.Failures, static () => LiveFigures.Of(RunFigure.Failures), "{item}", "Items of runs that did not arrive, by the code of their failure."),
        Meter.CreateObservableCounter(RunFigure.Bytes, static () => LiveFigures.Of(RunFigure.Bytes), "By", "Body bytes that runs have moved, those of unfinished items included."),
        Meter.CreateObservableCounter(RunFigure.Retries, static () => LiveFigures.Of(RunFigure.Retries), "{request}", "Requests of runs that were sent again, by what the attempt before ended with."),
        Meter.CreateObservableUpDownCounter(RunFigure.InFlight, static () => LiveFigures.Of(RunFigure.InFlight), "{request}", "Requests of runs that are in flight."),
        Meter.CreateObservableUpDownCounter(RunFigure.Limit, static () => LiveFigures.Of(RunFigure.Limit), "{request}", "Requests that may be in flight at present."),
    ];

    /// <summary>True when somebody wants to know of each request.</summary>
    internal static bool AsksForRequests => Source.HasListeners() || RequestDuration.Enabled;
}
