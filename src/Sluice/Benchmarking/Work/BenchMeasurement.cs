using Sluice.Benchmarking.Measuring;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Transfer;

namespace Sluice.Benchmarking.Work;

/// <summary>Warms up and measures: rounds of work, all within one run of the engine, so that they share workers, connections and what the controller has learnt.</summary>
internal sealed class BenchMeasurement
{
    readonly BenchRequest _request;
    readonly TransferOptions _options;
    readonly TimeProvider _clock;
    readonly S3Client _client;
    readonly BenchWork _work;
    readonly RequestTally _requests;
    readonly Action<ItemOutcome>? _onFailure;
    readonly Action<Func<BenchProgress>> _show;
    readonly DecisionLog _decisions = new();
    readonly TransferEngine _engine;

    // Of the engine's thread while it runs.
    SharedRun? _shared;
    Func<int> _allowed = static () => 1;
    int _round;

    /// <summary>A measurement.</summary>
    /// <param name="request">What to measure.</param>
    /// <param name="options">How the engine uses the machine.</param>
    /// <param name="clients">All clients.</param>
    /// <param name="client">That of the target.</param>
    /// <param name="work">What each round does.</param>
    /// <param name="requests">Counts requests.</param>
    /// <param name="onFailure">Told of objects that did not arrive.</param>
    /// <param name="show">Takes what shows the progress.</param>
    public BenchMeasurement(BenchRequest request, TransferOptions options, S3ClientFactory clients, S3Client client, BenchWork work, RequestTally requests,
        Action<ItemOutcome>? onFailure, Action<Func<BenchProgress>> show)
    {
        (_request, _clock, _client, _work, _requests, _onFailure, _show) = (request, options.Clock, client, work, requests, onFailure, show);
        _options = options with
        {
            OnDecision = decision =>
            {
                _decisions.Add(decision);
                options.OnDecision?.Invoke(decision);
            },
        };
        _engine = new TransferEngine(_options, clients);
    }

    /// <summary>Runs it. Throws <see cref="BenchException"/> when no object was done, <see cref="S3Exception"/> and <see cref="OperationCanceledException"/>.</summary>
    /// <param name="onMeasuring">Told when the measured phase begins.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Measured Run(Action<long>? onMeasuring, CancellationToken cancellationToken)
    {
        Measured? measured = null;
        TransferReport report = _engine.RunAsync(new RunRequest("bench"), root =>
        {
            long began = _clock.GetTimestamp();
            _shared = new SharedRun(root);
            _allowed = () => root.Scheduler!.Limit;
            using Timeline timeline = new(_clock, Environment.ProcessorCount, Read);
            if (_request.WarmUp > TimeSpan.Zero)
                Phase(BenchPhase.WarmUp, _request.WarmUp, rounds: null, new RoundTally(null), [], root.Token);
            if (!root.Token.IsCancellationRequested)
                measured = Measure(timeline, began, onMeasuring, root.Token);
            return null;
        }, cancellationToken).GetAwaiter().GetResult();
        cancellationToken.ThrowIfCancellationRequested();
        if (report.ListingError is { } error)
            throw error.ToException();
        return measured!;
    }

    Measured Measure(Timeline timeline, long began, Action<long>? onMeasuring, CancellationToken stop)
    {
        RoundTally tally = new(_onFailure);
        List<BenchIteration> iterations = [];
        // 1 What was before does not count: not its bytes, not its garbage.
        onMeasuring?.Invoke(_clock.GetTimestamp());
        ProcessCost before = ProcessCost.Now();
        _requests.Begin();
        Reading from = timeline.Cut();
        // 2 The rounds.
        Phase(BenchPhase.Measuring, _request.TimeLimit, _request.Iterations, tally, iterations, stop);
        // 3 Until the last object is done.
        Reading to = timeline.Cut();
        _requests.End();
        return new Measured(from, to, ProcessCost.Now().Since(before), tally, iterations, timeline.Seconds(from.At), timeline.ClockStep,
            _decisions.Since(_clock.GetElapsedTime(began, from.At)));
    }

    void Phase(BenchPhase phase, TimeSpan? limit, int? rounds, RoundTally tally, List<BenchIteration> iterations, CancellationToken stop)
    {
        Reading start = Read();
        Pace pace = new(_clock, limit is { } time ? start.At + (long)(time.TotalSeconds * _clock.TimestampFrequency) : null, _allowed);
        int number = 0;
        _show(() => Show(phase, limit, rounds, number, tally, start));
        while (!stop.IsCancellationRequested && !pace.IsOver && (rounds is null || number < rounds))
        {
            Reading from = Read();
            (long objects, long bytes) = (tally.Objects, tally.Bytes);
            Volatile.Write(ref number, number + 1);
            bool complete = RunRound(pace, tally, stop);
            // Where nothing arrives once, nothing will: it would only be tried as fast as it fails.
            if (tally.Objects == 0)
                return;
            if (!complete)
                continue;
            Reading to = Read();
            iterations.Add(new BenchIteration(_clock.GetElapsedTime(from.At, to.At).TotalSeconds, tally.Objects - objects, tally.Bytes - bytes, (to.Cpu - from.Cpu).TotalSeconds));
        }
    }

    bool RunRound(Pace pace, RoundTally tally, CancellationToken stop)
    {
        Round? round = null;
        RunRequest run = new("bench")
        {
            Validates = _request.Validate,
            OnOutcome = outcome =>
            {
                tally.Add(outcome);
                pace.Ended();
            },
        };
        TransferReport report = _shared!.Execute(run, _options, context =>
        {
            round = new Round(++_round, context, pace, tally);
            return _work.Produce(round);
        }, stop);
        if (report.ListingError is { } error && !stop.IsCancellationRequested)
            throw error.ToException();
        return round!.IsComplete && report.Pending == 0;
    }

    Reading Read()
    {
        WireCounters counters = _client.Counters;
        TransferProgress progress = _engine.Progress;
        Environment.ProcessCpuUsage cpu = OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsBrowser() ? default : Environment.CpuUsage;
        return new Reading(_clock.GetTimestamp(), _clock.GetUtcNow(), progress.MovedBytes, counters.Requests, progress.Retries, counters.Throttles,
            _work.Concurrency ?? progress.Concurrency, cpu.UserTime, cpu.PrivilegedTime);
    }

    BenchProgress Show(BenchPhase phase, TimeSpan? limit, int? rounds, int number, RoundTally tally, Reading start)
    {
        Reading now = Read();
        return new BenchProgress
        {
            Phase = phase,
            Elapsed = _clock.GetElapsedTime(start.At, now.At),
            Limit = limit,
            Round = number,
            Rounds = rounds,
            ObjectsInAll = rounds is { } all && _work.Objects > 0 ? all * _work.Objects : null,
            Objects = tally.Objects,
            Failed = tally.Failed,
            Bytes = Math.Max(0, now.Bytes - start.Bytes),
            Requests = now.Requests - start.Requests,
            Retries = now.Retries - start.Retries,
            Concurrency = now.Concurrency,
        };
    }
}
