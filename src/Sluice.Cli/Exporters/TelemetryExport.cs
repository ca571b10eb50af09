using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sluice.Cli.Commands;
using Sluice.Telemetry;

namespace Sluice.Cli.Exporters;

/// <summary>What adds up and sends the metrics and spans of one command. Its end takes two seconds at most, whatever a collector does.</summary>
sealed class TelemetryExport : IDisposable
{
    /// <summary>For what is not sent yet when the command has ended.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    const string OwnSource = SluiceTelemetry.Name + ".Cli";

    readonly TracerProvider? _tracer;
    readonly MeterProvider? _meter;
    readonly List<(Func<int, bool> Shutdown, Action? GiveUp)> _endings = [];
    readonly MetricsServer? _server;
    readonly ActivitySource _source = new(OwnSource);
    readonly Activity? _command;

    /// <summary>Begins what was asked for.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="variables">What the environment asks for.</param>
    /// <param name="server">Serves the metrics, and is disposed of here; null when nobody wants that.</param>
    /// <param name="warn">Tells the user.</param>
    /// <param name="clock">Tells the seconds.</param>
    public TelemetryExport(string command, OtlpVariables variables, MetricsServer? server, Action<string> warn, TimeProvider clock)
    {
        _server = server;
        OtlpTarget? traces = variables.TargetOf("TRACES"), metrics = variables.TargetOf("METRICS");
        variables.CheckResource();
        ResourceBuilder resource = Resource();
        if (traces is not null)
        {
            CollectorWatch watch = new(traces, "Traces", warn);
            _tracer = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(SluiceTelemetry.Name, OwnSource).SetSampler(new ObjectSampler(SamplerOf(variables.Sampler), clock))
                .AddProcessor(new BatchActivityExportProcessor(new WatchedTraceExporter(traces, watch))).Build();
            _endings.Add((_tracer.Shutdown, watch.GiveUp));
            _command = _source.StartActivity($"sluice {command}", ActivityKind.Internal, variables.Parent);
        }
        if (metrics is not null || server is not null)
        {
            MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(SluiceTelemetry.Name);
            if (server is not null)
                builder.AddReader(server.Reader);
            CollectorWatch? watch = metrics is null ? null : new CollectorWatch(metrics, "Metrics", warn);
            if (watch is not null)
                builder.AddReader(new PeriodicExportingMetricReader(new WatchedMetricExporter(metrics!, watch), variables.MetricInterval, metrics!.Timeout));
            _meter = builder.Build();
            _endings.Add((_meter.Shutdown, watch is null ? null : watch.GiveUp));
        }
        foreach (string problem in variables.Problems.Distinct())
            warn(problem);
    }

    /// <summary>Notes how the command ended.</summary>
    public void End(int exitCode)
    {
        _command?.SetTag("sluice.exit_code", exitCode);
        if (exitCode != ExitCode.Done)
            _command?.SetStatus(ActivityStatusCode.Error);
        _command?.Stop();
    }

    /// <summary>Sends what is left, as long as there is patience.</summary>
    public void Dispose()
    {
        _server?.Dispose();
        long began = Stopwatch.GetTimestamp();
        // Threads that do not come back are left behind: the process ends.
        List<(Thread Thread, Action? GiveUp)> threads = [];
        foreach ((Func<int, bool> shutdown, Action? giveUp) in _endings)
        {
            Thread thread = new(() => shutdown((int)Patience.TotalMilliseconds)) { IsBackground = true };
            thread.UnsafeStart();
            threads.Add((thread, giveUp));
        }
        foreach ((Thread thread, Action? giveUp) in threads)
            if (!thread.Join(TimeSpan.FromTicks(Math.Max(0, (Patience - Stopwatch.GetElapsedTime(began)).Ticks))))
                giveUp?.Invoke();
        _source.Dispose();
    }

    // Variables go before what is said here.
    static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddAttributes([new("host.name", Environment.MachineName), new("process.pid", (long)Environment.ProcessId)])
        .AddService("sluice", serviceVersion: VersionVerb.Current().Version)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    static Sampler SamplerOf((string Name, double Ratio) asked)
    {
        Sampler root = asked.Name.EndsWith("always_off", StringComparison.Ordinal) ? new AlwaysOffSampler()
            : asked.Name.EndsWith("traceidratio", StringComparison.Ordinal) ? new TraceIdRatioBasedSampler(asked.Ratio) : new AlwaysOnSampler();
        return asked.Name.StartsWith("parentbased", StringComparison.Ordinal) ? new ParentBasedSampler(root) : root;
    }
}
