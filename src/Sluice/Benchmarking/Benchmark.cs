using Sluice.Benchmarking.Measuring;
using Sluice.Benchmarking.TestObjects;
using Sluice.Benchmarking.Work;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Journal;
using Sluice.Trees.Local;

namespace Sluice.Benchmarking;

/// <summary>
/// Runs a benchmark: looks for objects or makes them, warms up, measures, removes what it made. What it measures is the engine
/// that copies and lists, with its data path, scheduler and controller. One run.
/// </summary>
/// <param name="request">What to measure.</param>
/// <param name="options">How the engine uses the machine.</param>
/// <param name="openClients">Makes the clients, which are to pass their samples on (<see cref="S3ClientOptions.OnRequest"/>); the benchmark disposes them.</param>
public sealed class Benchmark(BenchRequest request, TransferOptions options, Func<Action<RequestSample>, S3ClientFactory> openClients)
{
    // Long enough to remove what a benchmark of small objects made, short enough for someone who pressed Ctrl-C and waits.
    static readonly TimeSpan RemovalPatience = TimeSpan.FromMinutes(2);

    volatile Func<BenchProgress> _progress = static () => new BenchProgress { Phase = BenchPhase.Preparing };

    /// <summary>The run under way, as it stands; safe to call at any time.</summary>
    public BenchProgress Progress => _progress();

    /// <summary>Version of sluice, for the result.</summary>
    public string Version { get; init; } = "";

    /// <summary>Told, as a sentence, what is done besides measuring, such as the removal of what an earlier run left.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>Called with each object that did not arrive, never two at once.</summary>
    public Action<ItemOutcome>? OnFailure { get; init; }

    /// <summary>Called when the measured phase begins, with its timestamp of the options' clock.</summary>
    public Action<long>? OnMeasuring { get; init; }

    /// <summary>Called with each attempt at a request of the measured phase, from many threads at once; it must be quick.</summary>
    public Action<RequestSample>? OnRequest { get; init; }

    /// <summary>Why test objects are left after the run, as a sentence; null when none are.</summary>
    public string? Left { get; private set; }

    /// <summary>
    /// Runs it. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems, one a line,
    /// <see cref="BenchException"/> when there is nothing to measure or nothing was done, <see cref="S3Exception"/> when the store
    /// refuses all work, and <see cref="OperationCanceledException"/>. What it made in the bucket is removed in any case, within
    /// two minutes; what is left then, a later run removes.
    /// </summary>
    public Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        string[] problems = [.. request.Problems(), .. options.Problems()];
        return problems.Length > 0
            ? throw new ArgumentException(string.Join('\n', problems))
            : Task.Factory.StartNew(() => Run(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    BenchResult Run(CancellationToken cancellationToken)
    {
        RequestTally requests = new(OnRequest);
        using S3ClientFactory clients = openClients(requests.Add);
        S3Client client = clients.For(request.Target.Profile);
        TestPrefixSweep sweep = new(options, clients, OnNote);
        // 1 What killed runs left goes first: it may be in the way, and costs somebody money.
        sweep.RemoveLeft(request.StateDirectory, cancellationToken);
        // 2 A place of its own, recorded before anything is in it.
        using TestPrefix? own = request.Writes || request.SaveTo.Directory is not null ? Create(client) : null;
        try
        {
            BenchSubject subject = new(request, options, clients, client, own, progress => _progress = progress);
            BenchWork work = subject.Prepare(cancellationToken);
            // 3 Warm up and measure, as one run of the engine.
            Measured measured = new BenchMeasurement(request, subject.Options, clients, client, work, requests, OnFailure, progress => _progress = progress).Run(OnMeasuring, cancellationToken);
            BenchTotals total = measured.Totals(options.Clock, requests.Connections);
            if (total.Objects == 0)
                throw new BenchException(total.Failed > 0 ? "No object was done, so there is nothing to tell." : $"There are no objects below {request.Target}.", couldNotStart: total.Failed == 0);
            return ResultOf(client, work, total, measured, requests, [.. subject.Remarks, .. BenchRemarks.On(total, measured, options, MemoryLimit.OfProcess(), Environment.ProcessorCount)]);
        }
        finally
        {
            if (own is not null)
                Remove(own, sweep);
        }
    }

    BenchResult ResultOf(S3Client client, BenchWork work, BenchTotals total, Measured measured, RequestTally requests, IReadOnlyList<string> remarks) => new()
    {
        Operation = request.Operation,
        Began = measured.From.Wall,
        Settings = new BenchSettings
        {
            Endpoint = client.AddressOf(request.Target.Bucket),
            Target = request.Target.ToString(),
            TestObjects = request.UsesTestObjects,
            ObjectSize = request.UsesTestObjects ? request.TestObjectSize : null,
            Objects = work.Objects,
            Iterations = request.Iterations,
            Duration = request.TimeLimit?.TotalSeconds,
            WarmUp = request.WarmUp.TotalSeconds,
            Concurrency = options.Concurrency,
            FileParallelism = options.FileParallelism,
            PartSize = options.PartSize,
            MaxConnections = options.MaxConnections,
            IoThreads = options.IoThreads,
            ChunkSize = options.ChunkSize,
            SaveTo = request.Operation == BenchOperation.Download ? request.SaveTo.ToString() : null,
            Validate = request.Validate,
        },
        Machine = MachineProbe.Look(new Uri(client.AddressOf(request.Target.Bucket)), Version, client.Server),
        Total = total,
        ObjectThroughput = measured.Tally.Throughput,
        SecondThroughput = Timeline.Throughput(measured.Seconds),
        FirstByte = requests.FirstByte,
        Latency = requests.Latency,
        Iterations = measured.Iterations,
        Timeline = measured.Seconds,
        Decisions = measured.Decisions,
        Remarks = remarks,
    };

    TestPrefix Create(S3Client client)
    {
        string endpoint = ItemIdentity.EndpointOf(client);
        try
        {
            return TestPrefix.Create(request.Target, endpoint, request.SaveTo.Directory, request.StateDirectory, options.Clock);
        }
        catch (Exception refused) when (LocalFailure.IsLocal(refused))
        {
            OnNote?.Invoke($"Test objects are not recorded, so a later run would not find what an interruption leaves: {ItemFailure.From(refused, request.StateDirectory).Message}");
            return TestPrefix.Create(request.Target, endpoint, request.SaveTo.Directory, stateDirectory: null, options.Clock);
        }
    }

    // Also after an interruption, and so not by the token that brought it.
    void Remove(TestPrefix own, TestPrefixSweep sweep)
    {
        long start = options.Clock.GetTimestamp();
        _progress = () => new BenchProgress { Phase = BenchPhase.Removing, Elapsed = options.Clock.GetElapsedTime(start) };
        using CancellationTokenSource patience = new(RemovalPatience, options.Clock);
        if (sweep.Remove(own, patience.Token) is { } problem)
            Left = $"Test objects below {own.Location} could not be removed: {problem}{(request.StateDirectory is null ? "" : " The next benchmark tries again.")}";
    }
}
