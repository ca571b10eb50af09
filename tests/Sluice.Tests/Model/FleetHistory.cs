using System.Globalization;
using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Queues;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <summary>
/// One seeded history of a small job: the real worker, claims, seals and halving on machines that die, freeze and have wrong clocks, over a store that is silent for
/// minutes, loses answers and gets requests late; every third one has its chunks from a queue whose messages are lost, doubled and late. What must hold is looked at after each change.
/// </summary>
public sealed partial class FleetHistory : IDisposable
{
    static readonly Location Source = LocationParser.Parse("s3://from/");
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // Of an object that several workers copy.
    const int RangesOfLarge = 3;
    const long LargeSize = (RangesOfLarge * JobDefinition.MinSplitSize) - 1;

    readonly VirtualTime _time;
    readonly SimulatedStore _store;
    readonly Trouble _trouble;
    readonly Machine _look;
    readonly JobDefinition _job;
    readonly SimulatedUploads _uploads;
    readonly HashSet<string> _strangers = [];
    readonly Tree _tree = Source.Open(new TreeContext(null!), recursive: true);
    readonly HashSet<string> _poison = [];
    readonly HashSet<string> _large = [];
    readonly HashSet<string> _seconds = [];
    readonly SimulatedQueue? _queue;
    readonly int _items;
    readonly double _failing;
    bool _retried;
    int _workers;
    Exception? _wrong;

    /// <summary>Draws one.</summary>
    public FleetHistory(int seed)
    {
        _time = new VirtualTime(seed);
        _store = new SimulatedStore(_time);
        _uploads = new SimulatedUploads(_time) { Aborting = IsLeft };
        Random random = _time.Random;
        _items = random.Next(5, 40);
        _failing = random.Next(3) == 0 ? 0.1 : 0;
        _trouble = new Trouble { Deaths = random.Next(8), Freezes = random.Next(6), LossChance = random.Next(2) * 0.03 };
        for (int outage = random.Next(3); outage > 0; outage--)
        {
            TimeSpan from = TimeSpan.FromSeconds(random.Next(300));
            _trouble.Outages.Add((from, from + TimeSpan.FromSeconds(random.Next(100))));
        }
        for (int poison = random.Next(4) - 2; poison > 0; poison--)
            _poison.Add(Name(random.Next(_items)));
        for (int large = random.Next(4) - 1; large > 0; large--)
            _large.Add(Name(random.Next(_items)));
        _look = new Machine(_store, _time, new Trouble { IsNone = true });
        List<string> words = ["cp", "s3://from/", "s3://to/"];
        _queue = seed % 3 == 0 ? new SimulatedQueue(_time, trouble: 0.1) : null;
        _job = new JobDefinition(JobDefinition.CurrentFormat, words, _queue is null ? "lease" : "sqs://fleet", Lease.TotalSeconds, default, JobDefinition.HashOf(words)) { SplitSize = JobDefinition.MinSplitSize };
    }

    /// <summary>Workers that died, of themselves or of an item.</summary>
    public int Deaths { get; private set; }

    /// <summary>Workers that have lost a claim while they worked.</summary>
    public int LostClaims { get; private set; }

    /// <summary>Chunks that were done a second time, for slow workers.</summary>
    public int Seconds => _seconds.Count;

    /// <summary>Requests that acted when the claim was another one's by then, and had left or were about to when their machine froze, or whose way was long.</summary>
    public int LateActs { get; private set; }

    /// <summary>Messages that were lost, came twice, and came late; none without a queue.</summary>
    public (int Lost, int Doubled, int Late) Messages => _queue?.Trouble ?? default;

    /// <summary>Multipart uploads that workers have left, and of those that they died over before they could note them.</summary>
    public (int All, int Unnoted) Orphans { get; private set; }

    /// <summary>Large objects that were joined, and of those that several workers have copied.</summary>
    public (int All, int Shared) Joined { get; private set; }

    /// <summary>Chunks that were halved.</summary>
    public int Halved { get; private set; }

    /// <summary>Lets it happen, and looks at the end.</summary>
    public void Run()
    {
        Random random = _time.Random;
        _store.Changed = Check;
        _look.Write(JobNames.Job, JobJson.Write(_job, JobJson.Default.JobDefinition), default);
        _time.Spawn(default, Plan);
        for (int stranger = random.Next(4); stranger > 0; stranger--)
            _time.Spawn(TimeSpan.FromSeconds(random.Next(300)), Stray);
        for (int cleanup = random.Next(3); cleanup > 0; cleanup--)
            _time.Spawn(TimeSpan.FromSeconds(random.Next(400)), () => CleanUp(TimeSpan.FromDays(1)));
        for (int worker = random.Next(1, 5); worker > 0; worker--)
            _time.Spawn(TimeSpan.FromSeconds(random.Next(60)), Work);
        _time.Run();
        End(withRetry: false);
        if (_look.List(JobNames.Seals, "", default).Any() && JobState.Read(_look, default)!.Outcomes is { Failed: > 0 } or { Quarantined: > 0 })
        {
            // What failed is done again, and does not fail.
            _retried = true;
            _poison.Clear();
            new JobRetry(_look).Create(_job, Source, null, default);
            _time.Spawn(default, Work);
            _time.Spawn(default, Work);
            _time.Run();
            End(withRetry: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _time.Dispose();

    void Plan()
    {
        int most = _time.Random.Next(2, 12), chunk = 0;
        long bytes = 0;
        for (int at = 0; at < _items;)
        {
            int count = _large.Contains(Name(at)) ? 1 : Enumerable.Range(at, Math.Min(most, _items - at)).TakeWhile(item => !_large.Contains(Name(item))).Count();
            List<ChunkItem> items = [.. Enumerable.Range(at, count).Select(item => new ChunkItem(Encoding.UTF8.GetBytes(Name(item)), SizeOf(item), null, null, null) { SplitSize = SizeOf(item) > 1 ? JobDefinition.MinSplitSize : null })];
            _look.Write(JobNames.Chunk(JobNames.Numbered(chunk++)), ChunkFile.Write(_job.Mark, items, at, bytes), default);
            _queue?.Send([QueueClaims.BodyOf(_job, JobNames.Numbered(chunk - 1))]);
            bytes += items.Sum(static item => item.Size!.Value);
            at += count;
            _time.Sleep(TimeSpan.FromSeconds(_time.Random.Next(10)));
        }
        _look.Write(JobNames.Plan, JobJson.Write(new JobPlan(_job.Mark, chunk, _items, bytes), JobJson.Default.JobPlan), default);

        long SizeOf(int item) => _large.Contains(Name(item)) ? LargeSize : 1;
    }

    // An engine that starts a worker again until one of its workers finds nothing left.
    void Work()
    {
        Random random = _time.Random;
        while (true)
        {
            MachineClock clock = new(_time, TimeSpan.FromMinutes((random.NextDouble() * 20) - 10));
            Machine machine = new(_store, _time, _trouble);
            string name = string.Create(CultureInfo.InvariantCulture, $"w{_workers++}");
            using CancellationTokenSource drain = new();
            JobWorker worker = null!;
            MachineQueue? messages = _queue is null ? null : new MachineQueue(_queue, machine, _time);
            Func<JobChunk, CancellationToken, ChunkResult> run = (chunk, stop) => Do(new Hand(worker, name, clock, machine, messages, chunk.Name), chunk, stop);
            worker = messages is null ? new JobWorker(machine, _job, Source, run, name, random.Next(4), 4, clock)
                : new JobWorker(machine, _job, Source, run, name, clock, new QueueClaims(machine, _job, messages, name, clock));
            if (random.Next(6) == 0)
                _time.Spawn(TimeSpan.FromSeconds(random.Next(200)), () =>
                {
                    try
                    {
                        drain.Cancel();
                    }
                    catch (ObjectDisposedException)
                    {
                    }
                });
            try
            {
                WorkerEnd end = worker.Run(1, drain.Token);
                if (end == WorkerEnd.Done)
                    return;
                Assert.Equal(WorkerEnd.Drained, end);
            }
            catch (Machine.DiedException)
            {
                Deaths++;
            }
            catch (FailureException)
            {
                // The store was silent for too long.
            }
            _time.Sleep(TimeSpan.FromSeconds(random.Next(30)));
        }
    }

    ChunkResult Do(Hand hand, JobChunk chunk, CancellationToken stop)
    {
        if (chunk.Split is { } step)
            return DoStep(hand, chunk, step, stop);
        OutcomeCounts counts = default;
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            foreach (ChunkItem item in ((ChunkLocation)chunk.Source).Items)
            {
                hand.Clock.Wait(TimeSpan.FromSeconds(_time.Random.NextDouble() * 8));
                hand.Machine.Suffer();
                // Whatever runs first on a machine that wakes.
                if (_time.Random.Next(2) == 0)
                    hand.Clock.Fire();
                if (_poison.Contains(Encoding.UTF8.GetString(item.Name)))
                    throw new Machine.DiedException();
                hand.Worker.EndOverdue();
                if (stop.IsCancellationRequested)
                {
                    LostClaims++;
                    break;
                }
                // A request that is under way.
                _time.Sleep(TimeSpan.FromSeconds(_time.Random.NextDouble()));
                bool fails = !_retried && _time.Random.NextDouble() < _failing;
                if (!fails && _time.Random.Next(3) == 0)
                {
                    bool? isThere = Upload(hand, chunk, Encoding.UTF8.GetString(item.Name), stop);
                    if (isThere is null)
                    {
                        LostClaims++;
                        break;
                    }
                    fails = isThere == false && !_retried;
                }
                else if (!fails)
                    Publish(hand);
                csv.Append(ReportRow.From(new ItemOutcome { Kind = fails ? OutcomeKind.Failed : OutcomeKind.Done, Operation = "cp", From = _tree.At(item.Name), Bytes = fails ? 0 : 1 }));
                counts = counts with { Done = counts.Done + (fails ? 0 : 1), Failed = counts.Failed + (fails ? 1 : 0) };
            }
        return new ChunkResult(counts, rows.ToArray(), null);
    }

    static string Name(int item) => item.ToString("d3", CultureInfo.InvariantCulture);
}
