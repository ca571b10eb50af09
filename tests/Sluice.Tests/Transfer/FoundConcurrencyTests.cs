using System.Collections.Concurrent;
using Sluice.Benchmarking;
using Sluice.Endpoint.Faults;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Tests.Transfer;

/// <summary>
/// The engine against an endpoint that is slow on purpose, by far slower than a processor: what no settings reach, beside a few
/// fixed ones. Rates are objects that have arrived per second.
/// </summary>
[Collection(nameof(CostTests))]
public sealed class FoundConcurrencyTests
{
    [Fact]
    public async Task Without_settings_small_objects_at_some_latency_come_as_fast_as_with_the_best() =>
        await CompareAsync(new FaultPlan { Latency = TimeSpan.FromMilliseconds(300), Jitter = TimeSpan.FromMilliseconds(50) }, 1 << 10, 1000, [4, 16, 64]);

    [Fact]
    public async Task Without_settings_slow_connections_are_made_up_for_by_their_number() =>
        await CompareAsync(new FaultPlan { Latency = TimeSpan.FromMilliseconds(30), Bandwidth = 400_000 }, 256 << 10, 300, [4, 16, 48]);

    [Fact]
    public async Task Without_settings_a_store_that_throttles_gives_what_it_has() =>
        await CompareAsync(new FaultPlan { Latency = TimeSpan.FromMilliseconds(100), PrefixRate = 150 }, 1 << 10, 1000, [4, 15, 60], settles: 8, seconds: 10, least: 0.75);

    [Fact]
    public async Task Decisions_are_told_and_limits_are_obeyed()
    {
        await using EngineBench bench = await StartAsync(new FaultPlan { Latency = TimeSpan.FromMilliseconds(100) }, 1 << 10, 500);
        ConcurrentQueue<ControllerDecision> decisions = [];
        BenchResult result = await MeasureAsync(bench, new TransferOptions { StartConcurrency = 12, MaxConnections = 20, OnDecision = decisions.Enqueue }, 0, 4);
        Assert.Equal(12, decisions.First().From);
        Assert.All(decisions, static decision => Assert.InRange(decision.To, 1, 20));
        Assert.InRange(result.Timeline.Max(static second => second.Concurrency), 13, 20);
    }

    [Fact]
    public async Task Time_in_which_the_controller_itself_has_to_wait_is_time_of_the_run()
    {
        await using EngineBench bench = await StartAsync(new FaultPlan { Latency = TimeSpan.FromMilliseconds(300) }, 1 << 10, 500);
        ConcurrentQueue<ControllerDecision> decisions = [];
        await MeasureAsync(bench, new TransferOptions { OnDecision = decision => { decisions.Enqueue(decision); Thread.Sleep(50); } }, 0, 1);
        // Else what comes meanwhile seems to come within the few milliseconds until the next look: processors seem busy, and the store faster than it is.
        Assert.All(decisions.Zip(decisions.Skip(1)), static pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromMilliseconds(49), $"{pair.First.At} and {pair.Second.At}"));
    }

    [Theory]
    [InlineData(0, null, "Start concurrency")]
    [InlineData(1025, null, "Start concurrency")]
    [InlineData(null, 0, "Most connections")]
    [InlineData(null, 1025, "Most connections")]
    public void Numbers_that_make_no_sense_are_refused(int? start, int? most, string problem) =>
        Assert.StartsWith(problem, Assert.Single(new TransferOptions { StartConcurrency = start, MaxConnections = most }.Problems()), StringComparison.Ordinal);

    static async Task CompareAsync(FaultPlan faults, int size, int objects, int[] numbers, double settles = 6, double seconds = 3, double least = 0.85)
    {
        await using EngineBench bench = await StartAsync(faults, size, objects);
        double best = 0;
        List<string> rates = [];
        foreach (int number in numbers)
        {
            double rate = await RateAsync(bench, new TransferOptions { Concurrency = number }, warmUp: 0.5, seconds: 2);
            best = Math.Max(best, rate);
            rates.Add($"{number}: {rate:0}/s");
        }
        double found = await RateAsync(bench, new TransferOptions(), warmUp: settles, seconds);
        // The endpoint and the engine share a machine with whatever else runs there, and each second in which a store refuses costs retries that wait;
        // how near it comes without either is what the simulator's table keeps.
        Assert.True(found >= least * best, $"found {found:0}/s; {string.Join(", ", rates)}");
    }

    static async Task<EngineBench> StartAsync(FaultPlan faults, int size, int objects)
    {
        EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(size);
        for (int number = 0; number < objects; number++)
            bench.Put($"in/{number:D4}", bytes);
        bench.Server.Faults.Plan = faults;
        return bench;
    }

    static async Task<double> RateAsync(EngineBench bench, TransferOptions options, double warmUp, double seconds) =>
        (await MeasureAsync(bench, options, warmUp, seconds)).Total.ObjectsPerSecond;

    // Gets the objects over and over, to nowhere.
    static Task<BenchResult> MeasureAsync(EngineBench bench, TransferOptions options, double warmUp, double seconds)
    {
        BenchRequest request = new()
        {
            Operation = BenchOperation.Download,
            Target = EngineBench.S3("in/"),
            WarmUp = TimeSpan.FromSeconds(warmUp),
            Duration = TimeSpan.FromSeconds(seconds),
        };
        // A benchmark disposes its clients.
        return new Benchmark(request, options, onRequest =>
        {
            ClientDefaults defaults = bench.Clients.Defaults;
            return new S3ClientFactory(defaults with { Client = defaults.Client with { OnRequest = onRequest } });
        }).RunAsync(CancellationToken.None);
    }
}
