using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.Client;
using Sluice.S3;
using Sluice.Telemetry;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Client;

/// <summary>Spans, measurements and log messages of calls and runs.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_call_is_a_client_span_below_its_callers_with_the_names_of_OpenTelemetry()
    {
        ConcurrentQueue<Activity> ended = new();
        using ActivitySource test = new("sluice-telemetry-test");
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is SluiceTelemetry.Name || source == test,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using ClientBench bench = await ClientBench.StartAsync();
        using Activity caller = test.StartActivity("caller")!;
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", new byte[10]);
        await Assert.ThrowsAsync<S3Exception>(() => bench.Client.GetObjectAsync(ClientBench.Bucket, "none"));

        Activity[] mine = [.. ended.Where(one => one.ParentId == caller.Id)];
        Assert.Equal(["S3.PutObject", "S3.GetObject"], mine.Select(static one => one.OperationName));
        Assert.All(mine, static one => Assert.Equal(ActivityKind.Client, one.Kind));
        Assert.Equal(("aws-api", "PutObject", ClientBench.Bucket, "o"), (mine[0].GetTagItem("rpc.system.name"), mine[0].GetTagItem("rpc.method"), mine[0].GetTagItem("aws.s3.bucket"), mine[0].GetTagItem("aws.s3.key")));
        // The attempts at its request are below it, on whatever thread they were made.
        Activity put = Assert.Single(ended, one => one.ParentId == mine[0].Id);
        Assert.Equal(("PUT PutObject", 200, 1), (put.OperationName, put.GetTagItem("http.response.status_code"), put.GetTagItem("sluice.request.attempt")));
        Assert.Equal((ActivityStatusCode.Error, "NoSuchKey", 404), (mine[1].Status, mine[1].GetTagItem("error.type"), mine[1].GetTagItem("http.response.status_code")));
    }

    [Fact]
    public async Task Calls_and_runs_are_measured()
    {
        ConcurrentDictionary<string, double> seen = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == SluiceTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using ClientBench bench = await ClientBench.StartAsync();
        bench.Store.WriteFile("files/a", new byte[100]);
        await bench.Client.PutObjectAsync(ClientBench.Bucket, "o", new byte[10]);
        await bench.Client.CopyAsync(new CopyRequest { Sources = [new LocalLocation(bench.Store.PathOf("files"))], Destination = EngineBench.S3("a/") });
        listener.RecordObservableInstruments();
        foreach (string name in (string[])["rpc.client.call.duration", "http.client.request.duration", "sluice.run.duration", "sluice.run.listed", "sluice.run.items", "sluice.run.io"])
            Assert.True(seen.GetValueOrDefault(name) > 0, name);
    }

    [Fact]
    public async Task The_client_of_a_programs_services_is_one_and_logs_to_its_loggers()
    {
        await using ClientBench bench = await ClientBench.StartAsync();
        Lines lines = new();
        ServiceCollection services = new();
        services.AddLogging(logging => logging.AddProvider(lines).SetMinimumLevel(LogLevel.Debug));
        services.AddSluice(bench.Options);
        services.AddSluice(new SluiceClientOptions());
        SluiceClient client;
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            client = provider.GetRequiredService<SluiceClient>();
            Assert.Same(client, provider.GetRequiredService<SluiceClient>());
            await client.PutObjectAsync(ClientBench.Bucket, "o\u001b", new byte[10]);
            await client.RemoveAsync(new RemoveRequest { Targets = [EngineBench.S3("none")] });
        }
        Assert.Contains(lines.All, static line => line.StartsWith($"Debug Sluice.Client PutObject s3://{ClientBench.Bucket}/o\\x1b took", StringComparison.Ordinal));
        Assert.Contains("Information Sluice.Runs A remove begins", lines.All);
        Assert.DoesNotContain(lines.All, line => line.Contains(bench.Store.Server.SecretKey, StringComparison.Ordinal));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.HeadObjectAsync(ClientBench.Bucket, "o"));
    }

    sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(All, categoryName);

        public void Dispose()
        {
        }

        sealed class Logger(ConcurrentQueue<string> lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel} {category} {formatter(state, exception)}");
        }
    }
}
